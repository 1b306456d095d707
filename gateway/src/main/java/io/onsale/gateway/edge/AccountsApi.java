package io.onsale.gateway.edge;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.onsale.contracts.access.v1.Role;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc.AccountsServiceBlockingStub;
import io.onsale.contracts.accounts.v1.AddStaffRequest;
import io.onsale.contracts.accounts.v1.CreateOrganizerRequest;
import io.onsale.contracts.accounts.v1.GetAccountRequest;
import io.onsale.contracts.accounts.v1.ListStaffRequest;
import io.onsale.contracts.accounts.v1.Session;
import io.onsale.contracts.accounts.v1.SignInRequest;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.accounts.v1.StaffMember;

/** Signing up and in, organisations and their staff. */
final class AccountsApi {
  private final AccountsServiceBlockingStub accounts;

  AccountsApi(AccountsServiceBlockingStub accounts) {
    this.accounts = accounts;
  }

  void bind(Handlers handlers) {
    handlers.waiting("signUp", ask -> Json.created(json(accounts.signUp(signUp(ask)))));
    handlers.waiting("signIn", ask -> Json.created(json(accounts.signIn(signIn(ask)))));
    handlers.waiting(
        "getAccount",
        ask -> Json.ok(json(accounts.getAccount(GetAccountRequest.getDefaultInstance()))));
    handlers.waiting(
        "createOrganizer",
        ask ->
            Json.created(
                json(
                    accounts.createOrganizer(
                        CreateOrganizerRequest.newBuilder().setName(ask.text("name")).build()))));
    handlers.waiting(
        "listStaff",
        ask ->
            Json.ok(
                Json.page(
                    accounts.listStaff(ListStaffRequest.getDefaultInstance()).getItemsList(),
                    "",
                    AccountsApi::json)));
    handlers.waiting("addStaff", ask -> Json.created(json(accounts.addStaff(addStaff(ask)))));
  }

  static SignUpRequest signUp(Ask ask) {
    return SignUpRequest.newBuilder()
        .setEmail(ask.text("email"))
        .setPassword(ask.text("password"))
        .setName(ask.text("name"))
        .build();
  }

  static SignInRequest signIn(Ask ask) {
    return SignInRequest.newBuilder()
        .setEmail(ask.text("email"))
        .setPassword(ask.text("password"))
        .build();
  }

  static AddStaffRequest addStaff(Ask ask) {
    return AddStaffRequest.newBuilder()
        .setEmail(ask.text("email"))
        .setRole(ask.text("role").equals("gate") ? Role.ROLE_GATE : Role.ROLE_ORGANIZER)
        .build();
  }

  static ObjectNode json(Account account) {
    ObjectNode json =
        Json.object()
            .put("id", account.getId())
            .put("email", account.getEmail())
            .put("name", account.getName());
    ArrayNode roles = json.putArray("roles");
    account.getRolesList().forEach(role -> roles.add(word(role)));
    return json.put("organizerId", Json.orNull(account.getOrganizerId()))
        .put("organizerName", Json.orNull(account.getOrganizerName()))
        .put("createdAt", Json.time(account.getCreatedAt()));
  }

  static ObjectNode json(Session session) {
    ObjectNode json =
        Json.object()
            .put("token", session.getToken())
            .put("expiresAt", Json.time(session.getExpiresAt()));
    json.set("account", json(session.getAccount()));
    return json;
  }

  static ObjectNode json(StaffMember member) {
    return Json.object()
        .put("accountId", member.getAccountId())
        .put("email", member.getEmail())
        .put("name", member.getName())
        .put("role", word(member.getRole()));
  }

  private static String word(Role role) {
    return switch (role) {
      case ROLE_ORGANIZER -> "organizer";
      case ROLE_GATE -> "gate";
      case ROLE_BUYER -> "buyer";
      case ROLE_ANYONE, ROLE_SERVICE, ROLE_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalStateException("an account has the role " + role);
    };
  }
}
