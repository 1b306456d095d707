import { useEffect, useLayoutEffect, useRef, type ReactNode } from "react";
import { forgetSession, useAccount } from "../api/session";
import { go, Link, useAddress } from "../router";
import { keepFocus } from "./focus";
import { choose, THEMES, useTheme } from "./theme";
import { useSpeech } from "../words/language";

/** The frame of every page: where one is, who one is, which language; and the focus, moved to the page that one goes to. */
export function Layout({ children }: { children: ReactNode }): ReactNode {
  const { words, switchLanguage, language } = useSpeech();
  const account = useAccount();
  const address = useAddress();
  const main = useRef<HTMLElement>(null);
  const shown = useRef(address.pathname);

  useEffect(keepFocus, []);
  useLayoutEffect(() => {
    if (shown.current !== address.pathname) {
      shown.current = address.pathname;
      main.current?.focus({ preventScroll: true });
    }
  }, [address.pathname]);

  const here = (path: string): "page" | undefined => (address.pathname === path ? "page" : undefined);
  return (
    <>
      <a className="skip" href="#main">
        {words.skip}
      </a>
      <header className="top">
        <Link to="/" className="brand" aria-label="Onsale">
          <span aria-hidden="true">
            on<b>sale</b>
          </span>
        </Link>
        <nav aria-label={words.navLabel}>
          <Link to="/" aria-current={here("/")} className="wide-only">
            {words.nav.shows}
          </Link>
          {account !== null && (
            <Link to="/orders" aria-current={here("/orders")}>
              {words.nav.orders}
            </Link>
          )}
          {account?.roles.includes("gate") && (
            <Link to="/gate" aria-current={here("/gate")}>
              {words.nav.gate}
            </Link>
          )}
          {account?.roles.includes("organizer") && (
            <Link to="/organizer" aria-current={here("/organizer")}>
              {words.nav.organizer}
            </Link>
          )}
          {account === null ? (
            <Link to={`/sign-in?next=${encodeURIComponent(address.pathname + address.search)}`} aria-current={here("/sign-in")}>
              {words.nav.signIn}
            </Link>
          ) : (
            <button
              type="button"
              className="plain"
              title={words.account.signedInAs(account.name)}
              onClick={() => {
                forgetSession();
                go("/");
              }}
            >
              {words.nav.signOut}
            </button>
          )}
          <button type="button" className="plain language" lang={language === "en" ? "zh-CN" : "en"} title={words.otherLanguage} onClick={switchLanguage}>
            {language === "en" ? "中文" : "English"}
          </button>
        </nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {children}
      </main>
      <footer className="bottom">
        <p>{words.footer}</p>
        <ThemeSwitch />
      </footer>
    </>
  );
}

function ThemeSwitch(): ReactNode {
  const { words } = useSpeech();
  const theme = useTheme();
  return (
    <div className="switch" role="group" aria-label={words.theme.title}>
      {THEMES.map((each) => (
        <button type="button" key={each} aria-pressed={theme === each} onClick={() => choose(each)}>
          {words.theme[each]}
        </button>
      ))}
    </div>
  );
}

/** Sends those who are not signed in to sign in first, and back here after it. */
export function SignedIn({ children }: { children: ReactNode }): ReactNode {
  const account = useAccount();
  const address = useAddress();
  useEffect(() => {
    if (account === null) {
      go(`/sign-in?next=${encodeURIComponent(address.pathname + address.search)}`, { replace: true });
    }
  }, [account, address.pathname, address.search]);
  return account === null ? null : children;
}
