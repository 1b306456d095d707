package io.onsale.accounts.edge;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Membership;
import io.onsale.contracts.accounts.v1.Session;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.wire.Timestamps;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Sessions: a token that says what the account is now. What it becomes later is in its next one.
 */
public final class Sessions {
  private final Tokens tokens;
  private final Duration life;

  public Sessions(Tokens tokens, Duration life) {
    this.tokens = tokens;
    this.life = life;
  }

  Session begin(Account account) {
    Optional<Membership> membership = account.membership();
    Set<Role> roles = EnumSet.of(Role.BUYER);
    membership.map(Membership::role).map(Messages::role).ifPresent(roles::add);
    Caller caller =
        new Caller(
            account.id(),
            roles,
            membership.map(Membership::organizerId).orElse(null),
            account.identityHash().orElse(null));
    Tokens.Token token = tokens.mint(caller, life);
    return Session.newBuilder()
        .setToken(token.text())
        .setExpiresAt(Timestamps.of(token.expiresAt()))
        .setAccount(Messages.account(account))
        .build();
  }
}
