import { useState, type FormEvent, type ReactNode } from "react";
import { call } from "../api/client";
import { useAction } from "../api/action";
import { rememberSession, useAccount } from "../api/session";
import { Button } from "../parts/Button";
import { Trouble } from "../parts/notes";
import { go, Link, ownPath, useAddress, useTitle } from "../router";
import { useSpeech } from "../words/language";

/** Signing in or, when `fresh`, signing up; either way one goes back to where one was. */
export function SignIn({ fresh }: { fresh: boolean }): ReactNode {
  const { words } = useSpeech();
  const search = useAddress().searchParams;
  const next = ownPath(search.get("next"));
  const account = useAccount();
  useTitle(fresh ? words.account.signUp : words.account.signIn);
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [name, setName] = useState("");
  const [open, setOpen] = useState(false);
  const enter = useAction(async (key) => {
    if (fresh) {
      const body = { email, password, name };
      await call("post", "/v1/accounts", { body, key: key(body) });
    }
    rememberSession(await call("post", "/v1/sessions", { body: { email, password } }));
    go(next, { replace: true });
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void enter.run();
  };
  return (
    <div className="page narrow">
      <h1>{fresh ? words.account.signUp : words.account.signIn}</h1>
      <p className="lead">{words.account.why}</p>
      {account !== null && <p className="note">{words.account.signedInAs(account.name)}</p>}
      <form className="form" onSubmit={submit}>
        {fresh && (
          <label>
            <span>{words.account.name}</span>
            <input required maxLength={100} autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />
          </label>
        )}
        <label>
          <span>{words.account.email}</span>
          <input type="email" required minLength={3} maxLength={254} autoComplete="username" value={email} onChange={(event) => setEmail(event.target.value)} />
        </label>
        <div className="field">
          <label htmlFor="password">
            <span>{words.account.password}</span>
          </label>
          <span className="with-button">
            <input
              id="password"
              type={open ? "text" : "password"}
              required
              {...(fresh ? { minLength: 8, "aria-describedby": "password-hint" } : {})}
              maxLength={128}
              autoComplete={fresh ? "new-password" : "current-password"}
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
            <button type="button" className="quiet" aria-pressed={open} onClick={() => setOpen(!open)}>
              {open ? words.account.hide : words.account.show}
            </button>
          </span>
        </div>
        {fresh && (
          <p className="fine" id="password-hint">
            {words.account.passwordHint}
          </p>
        )}
        <Trouble error={enter.error} />
        <Button type="submit" off={enter.running}>
          {fresh ? words.account.signUp : words.account.signIn}
        </Button>
      </form>
      <p>
        <Link to={`${fresh ? "/sign-in" : "/sign-up"}?next=${encodeURIComponent(next)}`}>{fresh ? words.account.toSignIn : words.account.toSignUp}</Link>
      </p>
    </div>
  );
}
