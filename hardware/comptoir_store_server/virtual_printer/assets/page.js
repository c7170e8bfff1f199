"use strict";
// Asks for news every second and a half; the panel is left alone while somebody is using it.
const panel = document.getElementById("panel");
const papers = document.getElementById("papers");
let newest = papers.querySelector("[data-number]")?.dataset.number ?? "0";
let shownPanel = null;
let touched = false;

panel.addEventListener("input", () => { touched = true; });

function freshen(news) {
  if (news.papers !== null) papers.innerHTML = news.papers;
  newest = String(news.newest);
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
ask();
