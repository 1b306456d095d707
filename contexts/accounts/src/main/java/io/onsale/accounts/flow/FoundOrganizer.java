package io.onsale.accounts.flow;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.Name;
import io.onsale.accounts.model.StaffRole;
import io.onsale.kit.ids.Ids;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** An account makes an organisation and becomes its first organiser. */
public final class FoundOrganizer {
  private final Accounts accounts;
  private final Ids ids;
  private final InstantSource clock;

  /** What came of it. */
  public sealed interface Result {}

  /**
   * @param account as it is now
   */
  public record Founded(Account account) implements Result {}

  /** 1 to 100 characters are needed. */
  public record BadName() implements Result {}

  /** The account is on a staff, and one account is on one at most. */
  public record AlreadyOnStaff() implements Result {}

  /** There is no such account any more. */
  public record UnknownAccount() implements Result {}

  public FoundOrganizer(Accounts accounts, Ids ids, InstantSource clock) {
    this.accounts = accounts;
    this.ids = ids;
    this.clock = clock;
  }

  public Result named(String typedName, String founderId) {
    Optional<Name> name = Name.of(typedName);
    if (name.isEmpty()) {
      return new BadName();
    }
    return accounts.inTransaction(() -> found(name.get(), founderId));
  }

  private Result found(Name name, String founderId) {
    Optional<Account> founder = accounts.byId(founderId);
    if (founder.isEmpty()) {
      return new UnknownAccount();
    }
    if (founder.get().membership().isPresent()) {
      return new AlreadyOnStaff();
    }
    Instant now = clock.instant();
    String organizerId = ids.next();
    accounts.addOrganizer(organizerId, name, now);
    if (!accounts.addStaff(founderId, organizerId, StaffRole.ORGANIZER, now)) {
      return new AlreadyOnStaff();
    }
    return accounts.byId(founderId).<Result>map(Founded::new).orElseGet(UnknownAccount::new);
  }
}
