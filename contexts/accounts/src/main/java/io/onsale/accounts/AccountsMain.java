package io.onsale.accounts;

import io.onsale.accounts.edge.AccountsEdge;
import io.onsale.accounts.edge.Sessions;
import io.onsale.accounts.flow.AddStaff;
import io.onsale.accounts.flow.FoundOrganizer;
import io.onsale.accounts.flow.HashingQueue;
import io.onsale.accounts.flow.ReadAccounts;
import io.onsale.accounts.flow.SignIn;
import io.onsale.accounts.flow.SignInThrottle;
import io.onsale.accounts.flow.SignUp;
import io.onsale.accounts.store.Argon2idHashes;
import io.onsale.accounts.store.JooqAccounts;
import io.onsale.kit.server.Context;
import io.onsale.kit.server.Foundation;
import io.onsale.kit.store.Database;
import io.onsale.kit.store.Idempotency;
import java.security.SecureRandom;
import java.time.Duration;

/** Puts accounts together. */
public final class AccountsMain {
  /**
   * Half of what a call may take by default: who waited so long is told to slow down, and not cut
   * off.
   */
  private static final Duration HASH_PATIENCE = Duration.ofSeconds(5);

  /** What the public contract promises to whoever sends an Idempotency-Key. */
  private static final Duration ANSWERS_KEPT = Duration.ofHours(24);

  private static final int THROTTLED_ADDRESSES_MAX = 100_000;

  private AccountsMain() {}

  public static Context create(AccountsConfig config, Foundation foundation) {
    Database database = Database.of("accounts", config.database(), foundation);
    JooqAccounts accounts = new JooqAccounts(database);
    Argon2idHashes hashes =
        new Argon2idHashes(config.passwordMemoryKib(), config.passwordPasses(), new SecureRandom());
    HashingQueue queue =
        new HashingQueue(config.passwordThreads(), config.passwordQueue(), HASH_PATIENCE);
    SignUp signUp = new SignUp(accounts, hashes, queue, foundation.ids(), foundation.clock());
    SignIn signIn =
        new SignIn(
            accounts,
            hashes,
            queue,
            new SignInThrottle(THROTTLED_ADDRESSES_MAX),
            foundation.clock(),
            hashes.nobodys());
    Idempotency idempotency = new Idempotency(database, foundation.clock());
    AccountsEdge edge =
        new AccountsEdge(
            signUp,
            signIn,
            new FoundOrganizer(accounts, foundation.ids(), foundation.clock()),
            new AddStaff(accounts, foundation.clock()),
            new ReadAccounts(accounts),
            new Sessions(foundation.tokens(), config.sessionLife()),
            idempotency);
    return Context.named("accounts")
        .service(edge)
        .component(database)
        .component(idempotency.forgetting(ANSWERS_KEPT))
        .component("accounts-password-hashes", () -> {}, queue::close)
        .ready("accounts-database", database::isReady)
        .build();
  }
}
