package io.onsale.accounts.flow;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Email;
import io.onsale.accounts.model.Password;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Somebody says who they are. An address without an account costs the same hash as a wrong
 * password, so that neither answer nor time tells who has an account.
 */
public final class SignIn {
  private final Accounts accounts;
  private final PasswordHashes hashes;
  private final HashingQueue queue;
  private final SignInThrottle throttle;
  private final InstantSource clock;
  private final String nobodysHash;

  /** What came of it. */
  public sealed interface Result {}

  /** They are who they say. */
  public record SignedIn(Account account) implements Result {}

  /** Wrong address or wrong password: which, is not told. */
  public record WrongCredentials() implements Result {}

  /**
   * Too many wrong tries for this address.
   *
   * @param pause until the next try
   */
  public record TooManyTries(Duration pause) implements Result {}

  /** Too many sign in at this moment. */
  public record TooBusy() implements Result {}

  /**
   * @param nobodysHash of a password that nobody has, with the parameters that hold now
   */
  public SignIn(
      Accounts accounts,
      PasswordHashes hashes,
      HashingQueue queue,
      SignInThrottle throttle,
      InstantSource clock,
      String nobodysHash) {
    this.accounts = accounts;
    this.hashes = hashes;
    this.queue = queue;
    this.throttle = throttle;
    this.clock = clock;
    this.nobodysHash = nobodysHash;
  }

  public Result with(String typedEmail, String typedPassword) {
    Optional<Email> email = Email.of(typedEmail);
    Optional<Password> password = Password.typed(typedPassword);
    if (email.isEmpty() || password.isEmpty()) {
      // Nobody can have signed up so: there is no account whose presence the time could tell.
      return new WrongCredentials();
    }
    Duration wait = throttle.wait(email.get().text(), clock.instant());
    if (wait.isPositive()) {
      return new TooManyTries(wait);
    }
    Optional<Accounts.Credentials> credentials = accounts.credentials(email.get());
    return queue
        .run(() -> compare(email.get(), password.get(), credentials))
        .orElseGet(TooBusy::new);
  }

  /**
   * In the queue's thread: a burst of guesses that all passed the first look is caught by the
   * second.
   */
  private Result compare(
      Email email, Password password, Optional<Accounts.Credentials> credentials) {
    Instant now = clock.instant();
    Duration wait = throttle.wait(email.text(), now);
    if (wait.isPositive()) {
      return new TooManyTries(wait);
    }
    String hash = credentials.map(Accounts.Credentials::passwordHash).orElse(nobodysHash);
    boolean same = hashes.matches(password, hash);
    if (!same || credentials.isEmpty()) {
      throttle.wrong(email.text(), now);
      return new WrongCredentials();
    }
    throttle.right(email.text());
    String id = credentials.get().accountId();
    if (!hashes.isCurrent(hash)) {
      accounts.changePasswordHash(id, hashes.hash(password));
    }
    return accounts.byId(id).<Result>map(SignedIn::new).orElseGet(WrongCredentials::new);
  }
}
