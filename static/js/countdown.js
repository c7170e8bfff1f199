// Time left, second by second: <time data-countdown datetime="…"> and, when there is one, its bar.
function clock(seconds) {
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

function tick(box) {
  const time = box.querySelector("time");
  const bar = box.querySelector("progress");
  // The server's clock decides; the browser only measures how long the page has been open.
  box.deadline ??= performance.now() + Number(box.dataset.seconds) * 1000;
  const left = Math.max(0, Math.ceil((box.deadline - performance.now()) / 1000));
  time.textContent = left ? clock(left) : box.dataset.over;
  if (bar) bar.value = left;
  box.toggleAttribute("data-done", !left);
}

function tickAll() {
  document.querySelectorAll("[data-countdown]").forEach(tick);
}

tickAll();
setInterval(tickAll, 1000);
document.addEventListener("htmx:afterSettle", tickAll);
