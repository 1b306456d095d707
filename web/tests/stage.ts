import { inject, it as plain } from "vitest";
import { launch } from "./browser";
import { openEvening } from "./house";

/** A test in a browser: the browser and an evening are its file's, there when the first of its tests asks for them. */
export const it = plain
  .extend("browser", { scope: "file" }, async ({}, { onCleanup }) => {
    const browser = await launch();
    onCleanup(() => browser.close());
    return browser;
  })
  .extend("evening", { scope: "file" }, () => openEvening(inject("url")));
