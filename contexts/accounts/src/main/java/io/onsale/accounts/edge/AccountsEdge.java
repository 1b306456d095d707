package io.onsale.accounts.edge;

import com.google.protobuf.MessageLite;
import io.grpc.stub.StreamObserver;
import io.onsale.accounts.flow.AddStaff;
import io.onsale.accounts.flow.FoundOrganizer;
import io.onsale.accounts.flow.ReadAccounts;
import io.onsale.accounts.flow.SignIn;
import io.onsale.accounts.flow.SignUp;
import io.onsale.accounts.model.Name;
import io.onsale.accounts.model.Password;
import io.onsale.accounts.model.StaffRole;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AddStaffRequest;
import io.onsale.contracts.accounts.v1.CreateOrganizerRequest;
import io.onsale.contracts.accounts.v1.GetAccountRequest;
import io.onsale.contracts.accounts.v1.GetStaffMemberRequest;
import io.onsale.contracts.accounts.v1.ListStaffRequest;
import io.onsale.contracts.accounts.v1.ListStaffResponse;
import io.onsale.contracts.accounts.v1.Session;
import io.onsale.contracts.accounts.v1.SignInRequest;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Role;
import io.onsale.kit.chain.Calls;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.store.Idempotency;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gRPC service. Its methods block, on virtual threads. */
public final class AccountsEdge extends AccountsServiceGrpc.AccountsServiceImplBase {
  private static final Duration RETRY_WHEN_BUSY = Duration.ofSeconds(2);

  private final SignUp signUp;
  private final SignIn signIn;
  private final FoundOrganizer foundOrganizer;
  private final AddStaff addStaff;
  private final ReadAccounts accounts;
  private final Sessions sessions;
  private final Idempotency idempotency;

  public AccountsEdge(
      SignUp signUp,
      SignIn signIn,
      FoundOrganizer foundOrganizer,
      AddStaff addStaff,
      ReadAccounts accounts,
      Sessions sessions,
      Idempotency idempotency) {
    this.signUp = signUp;
    this.signIn = signIn;
    this.foundOrganizer = foundOrganizer;
    this.addStaff = addStaff;
    this.accounts = accounts;
    this.sessions = sessions;
    this.idempotency = idempotency;
  }

  @Override
  public void signUp(SignUpRequest request, StreamObserver<Account> answer) {
    // The kept fingerprint is a quick hash: the password has no place in it, and is compared by its
    // slow hash instead.
    Idempotency.Attempt attempt =
        idempotency.of("SignUp", request.toBuilder().clearPassword().build());
    Optional<Account> before = attempt.before(Account.parser());
    if (before.isPresent()) {
      requireSamePassword(before.get(), request.getPassword());
      reply(answer, before.get());
      return;
    }
    SignUp.Ready ready =
        switch (signUp.prepare(request.getEmail(), request.getPassword(), request.getName())) {
          case SignUp.Ready prepared -> prepared;
          case SignUp.Unfit unfit -> throw unfit(unfit.faults());
          case SignUp.TooBusy() -> throw busy();
        };
    boolean[] isFirst = new boolean[1];
    Account account =
        attempt.answer(
            Account.parser(),
            () -> {
              isFirst[0] = true;
              return switch (signUp.store(ready)) {
                case SignUp.SignedUp up -> Messages.account(up.account());
                case SignUp.EmailTaken() ->
                    throw new Refused(
                        Reason.EMAIL_TAKEN,
                        "There is an account with this e-mail address. Sign in, or take another address.");
              };
            });
    if (!isFirst[0]) {
      requireSamePassword(account, request.getPassword());
    }
    reply(answer, account);
  }

  private void requireSamePassword(Account account, String typed) {
    Optional<Boolean> same = signUp.wasMadeWith(account.getId(), typed);
    if (!same.orElseThrow(AccountsEdge::busy)) {
      throw new Refused(
          Reason.IDEMPOTENCY_KEY_REUSED,
          "This Idempotency-Key was used for another request. Take a new key for a new request.");
    }
  }

  private static Refused unfit(List<SignUp.Fault> faults) {
    return new Refused(
        Reason.UNPROCESSABLE,
        "An account needs an e-mail address, a password and a name. See the faults.",
        Map.of(),
        faults.stream().map(AccountsEdge::fault).toList());
  }

  private static Fault fault(SignUp.Fault fault) {
    return switch (fault) {
      case EMAIL -> new Fault("/email", "This is no e-mail address that mail can be sent to.");
      case PASSWORD ->
          new Fault(
              "/password",
              "A password has "
                  + Password.CHARACTERS_MIN
                  + " to "
                  + Password.CHARACTERS_MAX
                  + " characters.");
      case NAME -> new Fault("/name", badName());
    };
  }

  private static String badName() {
    return "A name has 1 to " + Name.CHARACTERS_MAX + " characters, all of them printable.";
  }

  @Override
  public void signIn(SignInRequest request, StreamObserver<Session> answer) {
    switch (signIn.with(request.getEmail(), request.getPassword())) {
      case SignIn.SignedIn in -> reply(answer, sessions.begin(in.account()));
      case SignIn.WrongCredentials() ->
          throw new Refused(
              Reason.WRONG_CREDENTIALS, "The e-mail address or the password is wrong. Try again.");
      case SignIn.TooManyTries many ->
          throw slowDown(
              "Too many wrong tries with this e-mail address. Wait before the next.", many.pause());
      case SignIn.TooBusy() -> throw busy();
    }
  }

  @Override
  public void getAccount(GetAccountRequest request, StreamObserver<Account> answer) {
    String id = Calls.caller().requireAccount();
    reply(
        answer,
        accounts.account(id).map(Messages::account).orElseThrow(() -> Refused.notFound("account")));
  }

  @Override
  public void createOrganizer(CreateOrganizerRequest request, StreamObserver<Session> answer) {
    String founder = Calls.caller().requireAccount();
    // What is kept is that the organisation was founded; the token is minted anew and never stored.
    idempotency
        .of("CreateOrganizer", request)
        .answer(Account.parser(), () -> found(request.getName(), founder));
    reply(
        answer,
        accounts
            .account(founder)
            .map(sessions::begin)
            .orElseThrow(() -> Refused.notFound("account")));
  }

  private Account found(String name, String founder) {
    return switch (foundOrganizer.named(name, founder)) {
      case FoundOrganizer.Founded founded -> Messages.account(founded.account());
      case FoundOrganizer.BadName() -> throw Refused.unprocessable("/name", badName());
      case FoundOrganizer.AlreadyOnStaff() ->
          throw Refused.unprocessable(
              "",
              "Your account is on the staff of an organisation already, and can be on one only. Use another account.");
      case FoundOrganizer.UnknownAccount() -> throw Refused.notFound("account");
    };
  }

  @Override
  public void addStaff(AddStaffRequest request, StreamObserver<StaffMember> answer) {
    Caller caller = Calls.caller();
    String organizer = caller.requireOrganizer();
    StaffRole role =
        switch (request.getRole()) {
          case ROLE_ORGANIZER -> StaffRole.ORGANIZER;
          case ROLE_GATE -> StaffRole.GATE;
          case ROLE_UNSPECIFIED, ROLE_ANYONE, ROLE_BUYER, ROLE_SERVICE, UNRECOGNIZED ->
              throw Refused.unprocessable("/role", "Staff are organizer or gate.");
        };
    reply(
        answer,
        idempotency
            .of("AddStaff", request)
            .answer(
                StaffMember.parser(),
                () -> add(organizer, request.getEmail(), role, caller.accountId())));
  }

  private StaffMember add(String organizer, String email, StaffRole role, String caller) {
    return switch (addStaff.to(organizer, email, role, caller)) {
      case AddStaff.Added added -> Messages.staffMember(added.member());
      case AddStaff.UnknownEmail() ->
          throw new Refused(
              Reason.NOT_FOUND,
              "Nobody has signed up with this e-mail address. Ask them to do so first.");
      case AddStaff.OnAnotherStaff() ->
          throw Refused.unprocessable(
              "/email",
              "This account is on another organisation's staff, and can be on one only. Ask them for another account.");
      case AddStaff.NotAnOrganizer() -> throw notAnOrganizer();
      case AddStaff.OwnRole() ->
          throw Refused.unprocessable(
              "/email", "Nobody changes their own role. Ask another organiser of yours.");
      case AddStaff.StaffFull() ->
          throw Refused.unprocessable(
              "", "An organisation has at most " + AddStaff.STAFF_MAX + " people on its staff.");
    };
  }

  @Override
  public void listStaff(ListStaffRequest request, StreamObserver<ListStaffResponse> answer) {
    Caller caller = Calls.caller();
    List<io.onsale.accounts.model.StaffMember> staff =
        accounts
            .staff(caller.requireOrganizer(), caller.accountId())
            .orElseThrow(AccountsEdge::notAnOrganizer);
    reply(
        answer,
        ListStaffResponse.newBuilder()
            .addAllItems(staff.stream().map(Messages::staffMember).toList())
            .build());
  }

  @Override
  public void getStaffMember(GetStaffMemberRequest request, StreamObserver<StaffMember> answer) {
    Caller caller = Calls.caller();
    boolean may =
        caller.is(Role.SERVICE) || caller.organizer().equals(Optional.of(request.getOrganizerId()));
    reply(
        answer,
        Optional.of(request)
            .filter(asked -> may)
            .flatMap(asked -> accounts.staffMember(asked.getOrganizerId(), asked.getAccountId()))
            .map(Messages::staffMember)
            .orElseThrow(() -> Refused.notFound("member of this staff")));
  }

  private static Refused notAnOrganizer() {
    return new Refused(
        Reason.NOT_ALLOWED, "You are no organiser of this organisation now. Sign in again.");
  }

  private static Refused busy() {
    return slowDown("Too many people sign in at this moment. Try again soon.", RETRY_WHEN_BUSY);
  }

  private static Refused slowDown(String detail, Duration wait) {
    // Whole seconds, rounded up: who waits so long does not come too early.
    long seconds = wait.plusNanos(999_999_999).toSeconds();
    return new Refused(Reason.SLOW_DOWN, detail).with("retryAfter", seconds);
  }

  private static <T extends MessageLite> void reply(StreamObserver<T> answer, T message) {
    answer.onNext(message);
    answer.onCompleted();
  }
}
