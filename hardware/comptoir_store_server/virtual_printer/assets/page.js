"use strict";
// Asks for news every second and a half; the panel is left alone while somebody is using it.
const panel = document.getElementById("panel");
const papers = document.getElementById("papers");
let newest = Number(papers.querySelector("[data-number]")?.dataset.number ?? 0);
let shownPanel = null;
let touched = false;

panel.addEventListener("input", () => { touched = true; });

function showLocalTimes() {
  for (const time of papers.querySelectorAll("time:not([data-local])")) {
    time.textContent = new Date(time.dateTime).toLocaleTimeString(document.documentElement.lang);
    time.dataset.local = "";
  }
}

function addPapers(html) {
  papers.querySelector(".empty")?.remove();
  papers.insertAdjacentHTML("afterbegin", html);
  showLocalTimes();
}

function freshen(news) {
  if (news.newest < newest) return location.reload(); // another printer answers at this address now
  if (news.papers) addPapers(news.papers);
  newest = news.newest;
  if (news.panel !== shownPanel && !touched && !panel.matches(":focus-within")) {
    if (shownPanel !== null) panel.innerHTML = news.panel;
    shownPanel = news.panel;
  }
}

async function ask() {
  try {
    const answer = await fetch(`/news.json?newest=${newest}`);
    if (answer.ok) freshen(await answer.json());
  } catch {
    // The printer was stopped; the papers stay readable and the next try may succeed.
  }
  setTimeout(ask, document.hidden ? 6000 : 1500);
}

showLocalTimes();
ask();
