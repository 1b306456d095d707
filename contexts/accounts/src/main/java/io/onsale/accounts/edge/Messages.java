package io.onsale.accounts.edge;

import io.onsale.accounts.model.Account;
import io.onsale.accounts.model.StaffMember;
import io.onsale.accounts.model.StaffRole;
import io.onsale.contracts.access.v1.Role;
import io.onsale.kit.wire.Timestamps;

/** From what we know to what we say. */
final class Messages {
  private Messages() {}

  static io.onsale.contracts.accounts.v1.Account account(Account account) {
    var message =
        io.onsale.contracts.accounts.v1.Account.newBuilder()
            .setId(account.id())
            .setEmail(account.email().text())
            .setName(account.name().text())
            .addRoles(Role.ROLE_BUYER)
            .setCreatedAt(Timestamps.of(account.createdAt()));
    account
        .membership()
        .ifPresent(membership ->
            message
                .addRoles(wireRole(membership.role()))
                .setOrganizerId(membership.organizerId())
                .setOrganizerName(membership.organizerName().text()));
    return message.build();
  }

  static io.onsale.contracts.accounts.v1.StaffMember staffMember(StaffMember member) {
    return io.onsale.contracts.accounts.v1.StaffMember.newBuilder()
        .setAccountId(member.accountId())
        .setOrganizerId(member.organizerId())
        .setRole(wireRole(member.role()))
        .setEmail(member.email().text())
        .setName(member.name().text())
        .build();
  }

  static io.onsale.kit.access.Role role(StaffRole role) {
    return switch (role) {
      case ORGANIZER -> io.onsale.kit.access.Role.ORGANIZER;
      case GATE -> io.onsale.kit.access.Role.GATE;
    };
  }

  private static Role wireRole(StaffRole role) {
    return switch (role) {
      case ORGANIZER -> Role.ROLE_ORGANIZER;
      case GATE -> Role.ROLE_GATE;
    };
  }
}
