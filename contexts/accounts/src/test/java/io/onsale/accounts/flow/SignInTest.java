package io.onsale.accounts.flow;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Email;
import io.onsale.accounts.model.Name;
import io.onsale.accounts.model.Password;
import io.onsale.accounts.model.StaffMember;
import io.onsale.accounts.model.StaffRole;
import io.onsale.accounts.model.WrongTries;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SignInTest {
  private static final Instant NOW = Instant.parse("2026-06-01T10:00:00Z");

  private final PlainHashes hashes = new PlainHashes();
  private final OneAccount accounts = new OneAccount();
  private final HashingQueue queue = new HashingQueue(2, 200, Duration.ofSeconds(10));
  private final SignIn signIn =
      new SignIn(accounts, hashes, queue, new SignInThrottle(100), () -> NOW, "new:nobody");

  @AfterEach
  void close() {
    queue.close();
  }

  @Test
  void costsAHashWhetherTheAddressIsKnownOrNot() {
    signIn.with("ann@example.com", "wrong-password");
    signIn.with("bob@example.com", "wrong-password");

    assertThat(hashes.compared).containsExactly("new:right-password", "new:nobody");
  }

  @Test
  void letsNobodyInWithTheHashOfNobody() {
    assertThat(signIn.with("bob@example.com", "nobody")).isEqualTo(new SignIn.WrongCredentials());
  }

  @Test
  void hashesAnewWhatWasHashedWithOldParameters() {
    accounts.hash = "old:right-password";

    assertThat(signIn.with("ann@example.com", "right-password"))
        .isEqualTo(new SignIn.SignedIn(accounts.account));
    assertThat(accounts.hash).isEqualTo("new:right-password");
  }

  @Test
  void keepsAnOldHashWhenThePasswordIsWrong() {
    accounts.hash = "old:right-password";

    signIn.with("ann@example.com", "wrong-password");

    assertThat(accounts.hash).isEqualTo("old:right-password");
  }

  @Test
  void comparesNoMoreThanAFewOfABurstOfGuesses() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<SignIn.Result>> guesses = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        String guess = "guess-number-" + i;
        guesses.add(threads.submit(() -> signIn.with("ann@example.com", guess)));
      }
      for (Future<SignIn.Result> guess : guesses) {
        assertThat(guess.get()).isNotInstanceOf(SignIn.SignedIn.class);
      }
    }

    // The free ones, and as many more as can be under way at once.
    assertThat(hashes.compared).hasSizeBetween(WrongTries.FREE, WrongTries.FREE + 1);
  }

  @Test
  void tellsWhenTooManySignIn() {
    queue.close();

    assertThat(signIn.with("ann@example.com", "right-password")).isEqualTo(new SignIn.TooBusy());
  }

  /** A hash that one can read. */
  private static final class PlainHashes implements PasswordHashes {
    final List<String> compared = new ArrayList<>();

    @Override
    public String hash(Password password) {
      return "new:" + new String(password.bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public boolean matches(Password password, String hash) {
      synchronized (compared) {
        compared.add(hash);
      }
      return hash.substring(4).equals(new String(password.bytes(), StandardCharsets.UTF_8));
    }

    @Override
    public boolean isCurrent(String hash) {
      return hash.startsWith("new:");
    }
  }

  /** Ann alone has an account. */
  private static final class OneAccount implements Accounts {
    final Account account =
        new Account(
            "1",
            new Email("ann@example.com"),
            new Name("Ann"),
            NOW,
            Optional.empty(),
            Optional.empty());
    String hash = "new:right-password";

    @Override
    public <T> T inTransaction(Supplier<T> work) {
      return work.get();
    }

    @Override
    public Optional<Account> byId(String id) {
      return Optional.of(account).filter(one -> one.id().equals(id));
    }

    @Override
    public Optional<Account> byEmail(Email email) {
      return Optional.of(account).filter(one -> one.email().equals(email));
    }

    @Override
    public Optional<Credentials> credentials(Email email) {
      return byEmail(email).map(one -> new Credentials(one.id(), hash));
    }

    @Override
    public void changePasswordHash(String accountId, String passwordHash) {
      hash = passwordHash;
    }

    @Override
    public boolean add(Account account, String passwordHash) {
      throw new UnsupportedOperationException("signing in only reads");
    }

    @Override
    public void addOrganizer(String organizerId, Name name, Instant at) {
      throw new UnsupportedOperationException("signing in only reads");
    }

    @Override
    public void lockOrganizer(String organizerId) {
      throw new UnsupportedOperationException("signing in only reads");
    }

    @Override
    public boolean addStaff(String accountId, String organizerId, StaffRole role, Instant at) {
      throw new UnsupportedOperationException("signing in only reads");
    }

    @Override
    public void changeRole(String accountId, StaffRole role) {
      throw new UnsupportedOperationException("signing in only reads");
    }

    @Override
    public Optional<StaffMember> staffMember(String organizerId, String accountId) {
      return Optional.empty();
    }

    @Override
    public List<StaffMember> staff(String organizerId) {
      return List.of();
    }
  }
}
