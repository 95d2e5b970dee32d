"use strict";
(() => {
  const label = document.getElementById("filter");
  const box = label.querySelector("input");
  const shown = label.querySelector("output");
  const nothing = document.getElementById("nothing");
  const articles = Array.from(document.querySelectorAll("article"), (article) => ({
    article,
    head: Array.from(article.querySelectorAll("h3, .meta, .notes"), (e) => e.textContent).join(" ").toLowerCase(),
    bodies: Array.from(article.querySelectorAll("tbody"), (body) => ({ body, text: body.textContent.toLowerCase() })),
  }));
  const total = articles.reduce((sum, { bodies }) => sum + bodies.length, 0);
  const apply = () => {
    const wanted = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { article, head, bodies } of articles) {
      let left = 0;
      for (const { body, text } of bodies) {
        const fits = wanted.every((word) => head.includes(word) || text.includes(word));
        body.hidden = !fits;
        left += fits ? 1 : 0;
      }
      article.hidden = left === 0;
      count += left;
    }
    shown.textContent = `${count} / ${total}`;
    nothing.hidden = count > 0;
  };
  box.addEventListener("input", apply);
  label.hidden = false;
  apply();
})();
