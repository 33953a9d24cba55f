
"use strict";
// Everything a student wrote reaches the page as textContent, so it is shown and never obeyed.
(() => {
  const PAGE_SIZE = 100;
  const PRINTED_AT_MOST = 500;
  const data = JSON.parse(document.getElementById("data").textContent);
  const text = (position) => data.texts[position];
  const sections = [...document.querySelectorAll("section.assignment")];
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
  const bare = (name) => name.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const points = (value) => String(Math.round(value * 100) / 100);
  const seconds = (value) => `${value.toFixed(1)} s`;

  const make = (tag, properties = {}, ...children) => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name.includes("-") || name === "role" || name === "colspan") element.setAttribute(name, value);
      else element[name] = value;
    }
    element.append(...children.filter((child) => child !== null)); // strings become text nodes
    return element;
  };

  // The order of the fields is that of payload.py.
  const student = (row) => {
    const [name, status, score, possible, message, time, noWalls, olderTests, changes, facts, sameAs, list] = row;
    const questions = new Map(list.map(([question, verdict, got, of, took, said, cases, reason, told, wrote]) =>
      [question, { verdict, got, of, took, said, cases, reason, told, wrote }]));
    const graded = status === "graded";
    const percent = graded && possible ? (100 * score) / possible : -1;
    return { name, bare: bare(name), status, graded, score, possible, percent, message, time,
      noWalls, olderTests, changes, facts, sameAs, questions };
  };

  // What the charts and findings select by: kind:value.
  const selections = {
    range: (value) => {
      const [low, high] = value.split("-").map(Number);
      return (one) => one.percent >= low && (one.percent < high || high === 100);
    },
    status: (value) => (one) => one.status === value,
    ungraded: () => (one) => !one.graded,
    full: () => (one) => one.percent >= 100,
    walls: () => (one) => one.noWalls,
    changed: () => (one) => one.changes.length > 0,
    same: (value) => (one) => (value === "any" ? one.sameAs > 0 : one.sameAs === Number(value)),
    misconception: (value) => (one) => [...one.questions.values()].some((q) => q.reason === Number(value)),
    verdict: (value) => (one) => [...one.questions.values()].some((q) => q.verdict === Number(value)),
    case: (value) => {
      const [question, number] = value.split("/").map(Number);
      return (one) => one.questions.get(question)?.cases.some(([at, passed]) => at === number && !passed);
    },
  };
  const select = (filter) => {
    const [kind, value] = filter.split(/:(.*)/s);
    return selections[kind](value ?? "");
  };

  const badge = (verdict) => {
    const [sign, word, tone] = data.verdicts[verdict];
    return make("span", { className: `badge t-${tone}` }, `${sign} ${word}`);
  };

  const detail = (one, assignment) => {
    const box = make("div", { className: "detail" });
    if (one.noWalls) box.append(make("p", { className: "warn" }, "Sandbox off: a grade made without walls."));
    if (one.message) box.append(make("p", {}, text(one.message)));
    if (one.changes.length) {
      box.append(make("h4", {}, "Changed in the given cells"),
        make("ul", {}, ...one.changes.map((change) => make("li", {}, text(change)))));
    }
    for (const [number, answer] of one.questions) {
      const question = assignment.questions[number];
      const score = question.manual ? "" : `${points(answer.got)} of ${points(answer.of)}`;
      box.append(make("h4", {}, question.name, badge(answer.verdict),
        make("small", {}, [score, seconds(answer.took)].filter(Boolean).join(" · "))));
      if (answer.said) box.append(make("p", {}, text(answer.said)));
      if (answer.reason || answer.told) {
        const line = (label, words) => words ? make("p", {}, make("b", {}, label), words) : null;
        box.append(make("div", { className: "reason" },
          line("Misconception: ", answer.reason ? assignment.misconceptions[answer.reason - 1] : ""),
          line("The student was told: ", text(answer.told))));
      }
      if (answer.cases.length) box.append(make("div", {}, ...answer.cases.map((row) => run(row, question, answer))));
      if (answer.wrote) {
        box.append(make("details", { open: question.manual || answer.got < answer.of },
          make("summary", {}, `What the student wrote in ${question.name}`), make("pre", {}, text(answer.wrote))));
      }
    }
    const facts = make("dl", { className: "facts" });
    one.facts.forEach((fact, index) => facts.append(make(index % 2 ? "dd" : "dt", {}, text(fact))));
    facts.append(make("dt", {}, "time"), make("dd", {}, seconds(one.time)));
    box.append(facts, make("a", { href: anchor(assignment, one) }, "Link to this student"));
    return box;
  };

  const run = ([number, passed, got, of, said], question, answer) => {
    const [name, hidden] = question.cases[number];
    const [sign, word, tone] = data.verdicts[passed ? 0 : 2];
    const message = said === answer.said ? "" : text(said); // stands above already
    return make("div", { className: "run" },
      make("b", { className: `sign t-${tone}`, title: word, "aria-label": word }, sign),
      make("span", { className: "what" }, `${name} `,
        make("span", { className: hidden ? "tag hidden-case" : "tag" }, hidden ? "hidden" : "public")),
      make("span", { className: "n" }, of ? `${points(got)} of ${points(of)}` : word),
      message ? make("span", { className: "said" }, message) : null);
  };

  const anchor = (assignment, one) => `#${encodeURIComponent(`${assignment.name}/${one.name}`)}`;

  const cell = (question, answer) => {
    if (!answer) return make("td", { className: "cell" });
    const [sign, word] = data.verdicts[answer.verdict];
    const share = answer.of ? Math.min(Math.max(answer.got / answer.of, 0), 1) : 0;
    // rounded down, so that only full marks have the colour of full marks
    const heat = question.manual ? "cell" : `cell h${Math.floor(share * 10)}`;
    const score = question.manual ? "" : ` ${points(answer.got)}`;
    const title = `${question.name}: ${word}${question.manual ? "" : `, ${points(answer.got)} of ${points(answer.of)}`}`;
    return make("td", { className: heat, title }, make("span", { "aria-hidden": "true" }, sign),
      make("span", { className: "sr" }, word), score);
  };

  const flags = (one) => {
    const list = [];
    if (!one.graded) list.push([one.status, one.status === "error"]);
    if (one.noWalls) list.push(["no walls", true]);
    if (one.olderTests) list.push(["older tests", true]);
    if (one.changes.length) list.push(["changed", false]);
    if (one.sameAs) list.push(["same notebook", false]);
    return make("td", {}, ...list.map(([word, serious]) =>
      make("span", { className: serious ? "flag serious" : "flag" }, word)));
  };

  class StudentList {
    constructor(card, assignment) {
      this.assignment = assignment;
      this.students = assignment.students.map(student);
      this.open = new Set();
      this.page = 0;
      this.sort = { key: "name", down: false };
      this.filter = null;
      this.size = PAGE_SIZE;
      this.search = make("input", { type: "search", placeholder: "Find a student", "aria-label": "Find a student" });
      this.choice = make("select", { "aria-label": "Which students" },
        ...[["", "Everyone"], ["full", "Full marks"], ["range:0-50", "Below half"], ["ungraded", "Not graded"],
          ["changed", "Changed given cells"],
          ...data.verdicts.map(([, word], index) => [`verdict:${index}`, `Some question ${word}`])]
          .map(([value, label]) => make("option", { value }, label)));
      this.chip = make("button", { type: "button", className: "chip", hidden: true, "aria-label": "Show everyone again" });
      this.many = make("span", { className: "many", role: "status" });
      this.head = make("tr");
      this.body = make("tbody");
      this.pages = make("div", { className: "pages" });
      card.append(make("div", { className: "tools" }, this.search, this.choice, this.chip, this.many),
        make("div", { className: "scroll" },
          make("table", { className: "heat" }, make("thead", {}, this.head), this.body)), this.pages);
      this.card = card;
      this.search.addEventListener("input", () => this.restart());
      this.choice.addEventListener("change", () => this.pick(this.choice.value, ""));
      this.chip.addEventListener("click", () => this.lift());
      this.search.addEventListener("keydown", (event) => { if (event.key === "Enter") this.enter(); });
      this.draw();
    }

    /** Show only the students whom a filter selects; the label says which, where no option does. */
    pick(filter, label, source = null) {
      this.filter = filter ? select(filter) : null;
      this.choice.value = label ? "" : filter;
      this.chip.hidden = !label;
      this.chip.replaceChildren(label, make("span", { "aria-hidden": "true" }, "✕"));
      this.restart();
      if (label) {
        this.source = source; // where the focus goes back to
        this.chip.focus({ preventScroll: true });
      }
    }

    /** Show everyone again, and go back to what the filter came from. */
    lift() {
      const from = this.source ?? this.search;
      this.source = null;
      this.search.value = "";
      this.pick("", "");
      from.focus({ preventScroll: true });
      from.scrollIntoView({ block: "nearest" });
    }

    /** Put the focus on the first student. */
    enter() {
      (this.body.querySelector(".who button") ?? this.search).focus();
    }

    restart() {
      this.page = 0;
      this.draw();
    }

    value(one, key) {
      if (key === "name") return one.name;
      if (key === "score") return one.percent;
      if (key === "time") return one.time;
      const answer = one.questions.get(key);
      return answer ? (answer.of ? answer.got / answer.of : 0) : -1;
    }

    shown() {
      const wanted = bare(this.search.value.trim());
      const { key, down } = this.sort;
      const compare = (a, b) => key === "name"
        ? collator.compare(a.name, b.name)
        : this.value(a, key) - this.value(b, key) || collator.compare(a.name, b.name);
      return this.students
        .filter((one) => one.bare.includes(wanted) && (!this.filter || this.filter(one)))
        .sort((a, b) => (down ? compare(b, a) : compare(a, b)));
    }

    /** Clear what hides this student, and open it. */
    reveal(one) {
      this.search.value = "";
      this.filter = null;
      this.pick("", "");
      this.open.add(one);
      this.page = Math.floor(this.shown().indexOf(one) / this.size);
      this.draw();
      this.rows.get(one).scrollIntoView({ block: "start" });
    }

    draw() {
      this.drawHead();
      const list = this.shown();
      const from = this.page * this.size;
      this.rows = new Map();
      this.body.replaceChildren(...list.slice(from, from + this.size).flatMap((one) => this.drawStudent(one)));
      if (!list.length) {
        this.body.append(make("tr", {}, make("td", { colspan: this.width(), className: "none" }, "No student fits.")));
      }
      const all = this.students.length;
      this.many.textContent = list.length === all ? `${all} students` : `${list.length} of ${all} students`;
      this.drawPages(list.length, from);
    }

    width() {
      return this.assignment.questions.length + 4;
    }

    drawHead() {
      const head = (label, key, className) => {
        const button = make("button", { type: "button", title: `Sort by ${label}` });
        const sorted = this.sort.key === key;
        button.append(label, sorted ? (this.sort.down ? " ↓" : " ↑") : "");
        button.addEventListener("click", () => {
          // numbers first show the low ones: these students need help
          this.sort = { key, down: sorted && !this.sort.down };
          this.restart();
        });
        const cell = make("th", { className, scope: "col" }, button);
        if (sorted) cell.setAttribute("aria-sort", this.sort.down ? "descending" : "ascending");
        return cell;
      };
      this.head.replaceChildren(head("student", "name", "who"), head("score", "score", "cell"),
        ...this.assignment.questions.map((question, index) => head(question.name, index, "cell")),
        head("time", "time", "n"), make("th", { className: "remarks", scope: "col" }, "remarks"));
    }

    drawStudent(one) {
      const opened = this.open.has(one);
      const button = make("button", { type: "button", "aria-expanded": String(opened), title: one.name },
        make("span", {}, one.name));
      button.addEventListener("click", () => {
        if (!this.open.delete(one)) this.open.add(one);
        this.draw();
        this.rows.get(one).querySelector("button").focus();
      });
      const count = this.assignment.questions.length;
      const total = one.graded ? `${points(one.score)} / ${points(one.possible)}` : "–";
      const heat = one.percent < 0 ? "cell total" : `cell total h${Math.min(Math.max(Math.floor(one.percent / 10), 0), 10)}`;
      const row = make("tr", {}, make("th", { className: "who", scope: "row" }, button),
        make("td", { className: heat }, total),
        ...(one.graded || !count
          ? this.assignment.questions.map((question, index) => cell(question, one.questions.get(index)))
          : [make("td", { className: "why", colspan: count, title: text(one.message) }, text(one.message))]),
        make("td", { className: "n" }, seconds(one.time)), flags(one));
      this.rows.set(one, row);
      if (!opened) return [row];
      const opening = make("td", { className: "open", colspan: this.width() }, detail(one, this.assignment));
      return [row, make("tr", {}, opening)];
    }

    drawPages(count, from) {
      this.pages.hidden = count <= this.size;
      const turn = (label, by, possible) => {
        const button = make("button", { type: "button", disabled: !possible }, label);
        button.addEventListener("click", () => {
          this.page += by;
          this.draw();
          this.card.scrollIntoView();
        });
        return button;
      };
      this.pages.replaceChildren(turn("Back", -1, from > 0),
        `${from + 1} to ${Math.min(from + this.size, count)} of ${count}`, turn("On", 1, from + this.size < count));
    }
  }

  const lists = data.assignments.map((assignment, index) =>
    new StudentList(sections[index].querySelector(".students"), assignment));

  const show = (index) => {
    sections.forEach((section, at) => { section.hidden = at !== index; });
    document.querySelectorAll("nav a").forEach((link, at) => {
      if (at === index) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };

  const visible = () => lists.find((list, index) => !sections[index].hidden);

  /** Go where the address points: #assignment-1, #calibration-1, or #name of the assignment/student. */
  const follow = () => {
    let place = location.hash.slice(1);
    try { place = decodeURIComponent(place); } catch { /* not ours: shows the first assignment */ }
    for (const [index, list] of lists.entries()) {
      const one = list.students.find((candidate) => `${list.assignment.name}/${candidate.name}` === place);
      if (one) {
        show(index);
        list.reveal(one);
        return;
      }
    }
    const target = sections.some((section) => section.id === place) || place.startsWith("calibration-")
      ? document.getElementById(place) : null;
    show(Math.max(sections.indexOf(target?.closest("section.assignment")), 0));
    if (target?.tagName === "DETAILS") {
      target.open = true;
      target.scrollIntoView();
    } else if (target) scrollTo(0, 0);
  };

  const picked = (event) => {
    const source = event.target.closest("[data-filter]");
    if (!source) return;
    event.preventDefault();
    const list = lists[sections.indexOf(source.closest("section"))];
    list.pick(source.dataset.filter, source.dataset.label, source);
    list.card.scrollIntoView({ behavior: "smooth" });
  };

  document.addEventListener("click", picked);
  document.addEventListener("keydown", (event) => {
    if ((event.key === "Enter" || event.key === " ") && event.target.closest("g[data-filter]")) picked(event);
    const list = visible();
    if (event.key === "Escape" && list && (list.filter || list.search.value)) list.lift();
  });
  document.querySelector(".skip")?.addEventListener("click", (event) => {
    event.preventDefault();
    visible().card.scrollIntoView();
    visible().enter();
  });
  addEventListener("hashchange", follow);
  const resize = (size) => lists.forEach((list) => {
    list.size = list.students.length <= PRINTED_AT_MOST ? size : PAGE_SIZE;
    list.restart();
  });
  let closed = []; // what is shut on the screen is printed too
  addEventListener("beforeprint", () => {
    resize(PRINTED_AT_MOST);
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((part) => { part.open = true; });
  });
  addEventListener("afterprint", () => {
    resize(PAGE_SIZE);
    closed.forEach((part) => { part.open = false; });
  });
  follow();
})();
