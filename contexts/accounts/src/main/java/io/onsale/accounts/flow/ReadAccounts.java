package io.onsale.accounts.flow;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.StaffMember;
import io.onsale.accounts.model.StaffRole;
import java.util.List;
import java.util.Optional;

/** Who is who. */
public final class ReadAccounts {
  private final Accounts accounts;

  public ReadAccounts(Accounts accounts) {
    this.accounts = accounts;
  }

  public Optional<Account> account(String id) {
    return accounts.byId(id);
  }

  /**
   * An organisation's staff by name; empty for who is no organiser of it now, whatever their token
   * says.
   */
  public Optional<List<StaffMember>> staff(String organizerId, String callerId) {
    return accounts
        .staffMember(organizerId, callerId)
        .filter(caller -> caller.role() == StaffRole.ORGANIZER)
        .map(caller -> accounts.staff(organizerId));
  }

  public Optional<StaffMember> staffMember(String organizerId, String accountId) {
    return accounts.staffMember(organizerId, accountId);
  }
}
