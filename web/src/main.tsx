import { createRoot } from "react-dom/client";
import { wearTheme } from "./parts/theme";
import { Speaking } from "./words/language";

wearTheme();

// Two faces in one house: the shop, and the page of the sandbox payment provider, which must not look like the shop.
const sandbox = location.pathname.startsWith("/sandbox/");
const face = sandbox ? import("./sandbox/Sandbox") : import("./Shop");

void face.then(({ Face }) => {
  createRoot(document.getElementById("root")!).render(
    <Speaking>
      <Face />
    </Speaking>,
  );
});
