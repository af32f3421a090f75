"use strict";
// Keeps the answers in the page alone, counts what is open, and saves and opens them as a JSON file.
(() => {
  const form = document.getElementById("form");
  const seal = JSON.parse(form.dataset.seal);
  const questions = [...form.querySelectorAll(".question")];
  const about = ["respondent", "role"].map((name) => document.getElementById(name)).filter(Boolean);
  const said = document.getElementById("said");
  const list = document.getElementById("open-list");
  let unsaved = false;

  const picked = (question) => question.querySelector("input[type=radio]:checked");
  const fields = (question) => [...question.querySelectorAll("[data-key]")];
  const reasonOf = (question) => question.querySelector("[data-key=reason]");
  const lacksReason = (question) => picked(question)?.value === "NA" && !reasonOf(question).value.trim();
  const say = (text, bad = false) => {
    said.textContent = text;
    said.classList.toggle("bad", bad);
  };

  // Why a question is still open; empty when it is done.
  const openFor = (question) => {
    if (!picked(question)) return "not answered";
    return lacksReason(question) ? "the reason is missing" : "";
  };

  const wrongAbout = (field) => {
    const text = field.value.trim();
    if (!text) return "is missing";
    if (text.includes("@")) return "must not be an address";
    const pseudonym = /^[a-z]{1,12}[-_]?[0-9]{1,6}$|^p-[0-9a-f]{16}$/;
    return field.id === "respondent" && !pseudonym.test(text) ? "must be a pseudonym such as r01" : "";
  };

  const go = (question) => {
    const target = lacksReason(question) ? reasonOf(question) : picked(question) || question.querySelector("input");
    question.scrollIntoView({ block: "center" });
    target.focus({ preventScroll: true });
  };

  const show = (question) => {
    const choice = picked(question);
    reasonOf(question).closest("p").hidden = choice?.value !== "NA" && !reasonOf(question).value;
    reasonOf(question).setAttribute("aria-invalid", String(lacksReason(question)));
    question.querySelector(".undo").hidden = !choice;
    question.classList.toggle("done", Boolean(choice) && !lacksReason(question));
    question.classList.toggle("lacking", lacksReason(question));
    const entry = lines.get(question);
    entry.open = openFor(question);
    entry.line.hidden = !entry.open;
    entry.why.textContent = ` (${entry.process}: ${entry.open})`;
  };

  // One line a question, made once: on a long form the list must not be made anew for every letter.
  const lines = new Map(questions.map((question) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${question.id}`;
    link.textContent = question.querySelector(".ask").textContent;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(question);
    });
    const why = document.createElement("span");
    why.className = "why";
    line.append(link, why);
    return [question, { line, why, process: question.closest("section").querySelector("h2").textContent }];
  }));

  const count = () => {
    const open = questions.filter((question) => lines.get(question).open);
    const answered = questions.length - open.length;
    document.getElementById("count").textContent = `${answered} of ${questions.length} answered`;
    document.getElementById("progress").value = answered;
    document.getElementById("open-none").hidden = open.length > 0;
    document.getElementById("next").disabled = open.length === 0;
  };

  const changed = (question) => {
    unsaved = true;
    say("");
    if (question) show(question);
    count();
  };

  const read = (question) => {
    const found = { answer: picked(question)?.value ?? null };
    fields(question).forEach((field) => {
      if (field.value.trim()) found[field.dataset.key] = field.value;
    });
    return found;
  };

  const today = () => {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
  };

  const collect = () => {
    const found = { form: seal };
    about.forEach((field) => { found[field.id] = field.value.trim(); });
    found.date = today();
    found.saved = new Date().toISOString();
    found.answers = Object.fromEntries(questions.map((question) => [question.dataset.question, read(question)]));
    return found;
  };

  const save = () => {
    const found = collect();
    const name = `${form.dataset.stem}${!seal.respondent && found.respondent ? `-${found.respondent.replace(/[^a-z0-9_-]+/gi, "-")}` : ""}.json`;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(found, null, 1)], { type: "application/json" }));
    link.download = name;
    link.hidden = true;
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(link.href), 60000);
    unsaved = false;
    const open = questions.filter(openFor).length;
    const lack = about.map((field) => [field, wrongAbout(field)]).filter(([, wrong]) => wrong);
    const left = open ? ` ${open} ${open === 1 ? "question is" : "questions are"} still open.` : " Nothing is open: please send the file back.";
    if (lack.length) {
      const [field, wrong] = lack[0];
      say(`Saved as ${name}, but it cannot be read yet: '${form.querySelector(`label[for=${field.id}]`).textContent}' ${wrong}.`, true);
      field.setAttribute("aria-invalid", "true");
      field.focus();
    } else {
      say(`Saved as ${name} in your downloads.${left}`);
    }
  };

  const fill = (question, found) => {
    question.querySelectorAll("input[type=radio]").forEach((choice) => { choice.checked = choice.value === found.answer; });
    fields(question).forEach((field) => { field.value = found[field.dataset.key] ?? ""; });
    show(question);
  };

  const open = (text, name) => {
    let found = null;
    try {
      found = JSON.parse(text);
    } catch {
      say(`${name} cannot be read: it is no file that this page saved.`, true);
      return;
    }
    if (found?.form?.fingerprint !== seal.fingerprint) {
      say(`${name} belongs to another form; nothing was changed.`, true);
      return;
    }
    if (unsaved && !confirm("What you entered here since the last saving will be replaced. Go on?")) return;
    about.forEach((field) => { field.value = found[field.id] ?? ""; });
    questions.forEach((question) => fill(question, found.answers?.[question.dataset.question] ?? {}));
    unsaved = false;
    count();
    say(`${name} was opened.`);
  };

  questions.forEach((question) => {
    question.addEventListener("input", () => changed(question));
    question.querySelector(".undo button").addEventListener("click", () => {
      picked(question).checked = false;
      changed(question);
      question.querySelector("input").focus();
    });
  });
  about.forEach((field) => field.addEventListener("input", () => {
    field.setAttribute("aria-invalid", "false");
    changed(null);
  }));
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("save").addEventListener("click", save);
  document.getElementById("next").addEventListener("click", () => go(questions.find(openFor)));
  document.getElementById("file").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file) open(await file.text(), file.name);
    event.target.value = "";
  });
  addEventListener("beforeunload", (event) => {
    if (unsaved) event.preventDefault();
  });
  list.append(...[...lines.values()].map((entry) => entry.line));
  questions.forEach(show);
  count();
})();
