import { Component, lazy, Suspense, type ReactNode } from "react";
import "./styles/index.css";
import { Layout, SignedIn } from "./parts/Layout";
import { Checkout } from "./pages/Checkout";
import { OrderPage } from "./pages/OrderPage";
import { Orders } from "./pages/Orders";
import { PerformancePage } from "./pages/PerformancePage";
import { ShowPage } from "./pages/ShowPage";
import { Shows } from "./pages/Shows";
import { SignIn } from "./pages/SignIn";
import { Tickets } from "./pages/Tickets";
import { Waiting } from "./parts/notes";
import { prepareOffline } from "./parts/offline";
import { Link, match, useAddress, useTitle } from "./router";
import { useSpeech } from "./words/language";

// What staff use is not sent to buyers.
const Gate = lazy(() => import("./pages/Gate").then(({ Gate: page }) => ({ default: page })));
const Organizer = lazy(() => import("./pages/Organizer").then(({ Organizer: page }) => ({ default: page })));
const PlanPage = lazy(() => import("./pages/PlanPage").then(({ PlanPage: page }) => ({ default: page })));
const Board = lazy(() => import("./pages/Board").then(({ Board: page }) => ({ default: page })));

prepareOffline();

/** Every page by its address. */
const ROUTES: readonly [pattern: string, page: (p: Record<string, string>) => ReactNode][] = [
  ["/", () => <Shows />],
  ["/shows/:id", ({ id }) => <ShowPage id={id!} key={id} />],
  ["/performances/:id", ({ id }) => <PerformancePage id={id!} key={id} />],
  ["/sign-in", () => <SignIn fresh={false} key="in" />],
  ["/sign-up", () => <SignIn fresh key="up" />],
  ["/checkout/:holdId", ({ holdId }) => <SignedIn><Checkout holdId={holdId!} key={holdId} /></SignedIn>],
  ["/orders", () => <SignedIn><Orders /></SignedIn>],
  ["/orders/:id", ({ id }) => <SignedIn><OrderPage id={id!} key={id} /></SignedIn>],
  ["/orders/:id/tickets", ({ id }) => <SignedIn><Tickets id={id!} key={id} /></SignedIn>],
  ["/gate", () => <Gate />],
  ["/organizer", () => <Organizer />],
  ["/organizer/seat-maps/:digest", ({ digest }) => <SignedIn><PlanPage digest={digest!} key={digest} /></SignedIn>],
  ["/organizer/performances/:id", ({ id }) => <SignedIn><Board id={id!} key={id} /></SignedIn>],
];

/** The shop, the gate and the organiser's desk. */
export function Face(): ReactNode {
  const { pathname } = useAddress();
  let page: ReactNode = null;
  for (const [pattern, make] of ROUTES) {
    const parameters = match(pattern, pathname);
    if (parameters !== null) {
      page = make(parameters);
      break;
    }
  }
  return (
    <Layout>
      <Guarded key={pathname}>
        <Suspense fallback={<Waiting />}>{page ?? <NotFound />}</Suspense>
      </Guarded>
    </Layout>
  );
}

function NotFound(): ReactNode {
  const { words } = useSpeech();
  useTitle(words.notFound.title);
  return (
    <div className="page narrow">
      <h1>{words.notFound.title}</h1>
      <p className="lead">{words.notFound.body}</p>
      <Link to="/" className="button">
        {words.notFound.link}
      </Link>
    </div>
  );
}

/** A page that fails to draw says so, instead of leaving nothing. */
class Guarded extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError(): { broken: boolean } {
    return { broken: true };
  }

  override render(): ReactNode {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken(): ReactNode {
  const { words } = useSpeech();
  return (
    <div className="page narrow">
      <div className="note note-bad" role="alert">
        <p>{words.outOfOrder}</p>
        <button type="button" onClick={() => location.reload()}>
          {words.reload}
        </button>
      </div>
    </div>
  );
}
