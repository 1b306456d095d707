package io.onsale.accounts.flow;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Email;
import io.onsale.accounts.model.Name;
import io.onsale.accounts.model.Password;
import io.onsale.kit.ids.Ids;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Somebody new. In two steps, because the hash is slow and no transaction should wait for it:
 * {@link #prepare} checks what was typed and hashes; {@link #store} adds the account.
 */
public final class SignUp {
  private final Accounts accounts;
  private final PasswordHashes hashes;
  private final HashingQueue queue;
  private final Ids ids;
  private final InstantSource clock;

  /** What came of the first step. */
  public sealed interface Preparation {}

  /** Everything is right, and the password is hashed. */
  public record Ready(Email email, Name name, String passwordHash) implements Preparation {
    @Override
    public String toString() {
      return "Ready[" + email + "]";
    }
  }

  /** What was typed can't be; each fault once. */
  public record Unfit(List<Fault> faults) implements Preparation {
    public Unfit {
      faults = List.copyOf(faults);
    }
  }

  /** Too many sign up at this moment. */
  public record TooBusy() implements Preparation {}

  /** What may be wrong with what was typed. */
  public enum Fault {
    EMAIL,
    PASSWORD,
    NAME
  }

  /** What came of the second step. */
  public sealed interface Result {}

  public record SignedUp(Account account) implements Result {}

  /** Somebody has this e-mail address already. */
  public record EmailTaken() implements Result {}

  public SignUp(
      Accounts accounts, PasswordHashes hashes, HashingQueue queue, Ids ids, InstantSource clock) {
    this.accounts = accounts;
    this.hashes = hashes;
    this.queue = queue;
    this.ids = ids;
    this.clock = clock;
  }

  public Preparation prepare(String typedEmail, String typedPassword, String typedName) {
    Optional<Email> email = Email.of(typedEmail);
    Optional<Password> password = Password.chosen(typedPassword);
    Optional<Name> name = Name.of(typedName);
    List<Fault> faults = new ArrayList<>();
    if (email.isEmpty()) {
      faults.add(Fault.EMAIL);
    }
    if (password.isEmpty()) {
      faults.add(Fault.PASSWORD);
    }
    if (name.isEmpty()) {
      faults.add(Fault.NAME);
    }
    if (!faults.isEmpty()) {
      return new Unfit(faults);
    }
    return queue
        .run(() -> hashes.hash(password.get()))
        .<Preparation>map(hash -> new Ready(email.get(), name.get(), hash))
        .orElseGet(TooBusy::new);
  }

  public Result store(Ready ready) {
    Account account =
        new Account(
            ids.next(),
            ready.email(),
            ready.name(),
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            Optional.empty(),
            Optional.empty());
    return accounts.add(account, ready.passwordHash()) ? new SignedUp(account) : new EmailTaken();
  }

  /**
   * Whether an account was made with this password: a sign-up that is sent again must be the same
   * in this too, and no quick hash of a password is kept anywhere to compare it with.
   *
   * @return empty when too many wait for a hash
   */
  public Optional<Boolean> wasMadeWith(String accountId, String typedPassword) {
    Optional<Password> password = Password.chosen(typedPassword);
    Optional<Accounts.Credentials> credentials =
        accounts.byId(accountId).map(Account::email).flatMap(accounts::credentials);
    if (password.isEmpty() || credentials.isEmpty()) {
      return Optional.of(false);
    }
    return queue.run(() -> hashes.matches(password.get(), credentials.get().passwordHash()));
  }
}
