// The preview follows what is typed, line numbers follow the file, and nobody leaves by accident.
// Without this script everything works by buttons.
"use strict";
(() => {
  const form = document.getElementById("writing");
  if (!form) return;
  const says = document.getElementById("preview-says");
  let timer = 0;
  let asked = 0;
  let touched = false;

  // A new frame takes the place of the old one, so that "back" does not walk through previews.
  const show = (html) => {
    const old = document.getElementById("preview");
    const top = old.contentWindow ? old.contentWindow.scrollY : 0;
    const next = document.createElement("iframe");
    next.title = old.title;
    next.className = "coming";
    next.setAttribute("sandbox", "allow-same-origin");
    next.addEventListener("load", () => {
      next.contentWindow.scrollTo(0, top);
      old.remove();
      next.className = "";
      next.id = "preview";
      next.name = "preview";
    }, { once: true });
    next.srcdoc = html;
    old.after(next);
  };

  const refresh = async () => {
    const number = ++asked;
    says.textContent = "following what you type";
    try {
      const answer = await fetch(form.dataset.preview, { method: "POST", body: new FormData(form) });
      if (!answer.ok) throw new Error(String(answer.status));
      const html = await answer.text();
      if (number === asked) show(html);
    } catch {
      if (number === asked) says.textContent = "stands still: the server did not answer";
    }
  };

  form.addEventListener("input", () => {
    touched = true;
    clearTimeout(timer);
    timer = setTimeout(refresh, 700);
  });
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && button.id === "show-preview") {
      event.preventDefault();
      refresh();
    } else if (!button || button.formTarget !== "_blank") {
      touched = false;
    }
  });
  window.addEventListener("beforeunload", (event) => {
    if (touched) event.preventDefault();
  });

  const file = document.getElementById("in-file");
  if (file && !CSS.supports("field-sizing", "content")) {
    file.addEventListener("input", () => { file.rows = file.value.split("\n").length + 2; });
  }
})();
