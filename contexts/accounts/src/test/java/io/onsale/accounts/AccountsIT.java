package io.onsale.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.StatusRuntimeException;
import io.onsale.contracts.access.v1.Role;
import io.onsale.contracts.accounts.v1.Account;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc.AccountsServiceBlockingStub;
import io.onsale.contracts.accounts.v1.AddStaffRequest;
import io.onsale.contracts.accounts.v1.CreateOrganizerRequest;
import io.onsale.contracts.accounts.v1.GetAccountRequest;
import io.onsale.contracts.accounts.v1.GetStaffMemberRequest;
import io.onsale.contracts.accounts.v1.ListStaffRequest;
import io.onsale.contracts.accounts.v1.Session;
import io.onsale.contracts.accounts.v1.SignInRequest;
import io.onsale.contracts.accounts.v1.SignUpRequest;
import io.onsale.contracts.accounts.v1.StaffMember;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.access.Caller;
import io.onsale.kit.access.Tokens;
import io.onsale.kit.refusal.Fault;
import io.onsale.kit.refusal.Refusals;
import io.onsale.kit.refusal.Refused;
import io.onsale.kit.testing.TestContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AccountsIT {
  private static final String PASSWORD = "buyer-demo";

  private final AtomicReference<Tokens> tokens = new AtomicReference<>();

  @RegisterExtension
  final TestContext accounts =
      TestContext.of(kit -> {
        tokens.set(kit.foundation().tokens());
        return AccountsMain.create(
            new AccountsConfig(Duration.ofHours(12), 19_456, 2, 2, 256, kit.database()),
            kit.foundation());
      });

  @Test
  void signsInWhoSignedUp() {
    Account account = signUp("Ann@Example.com ", PASSWORD, " Ann ");

    Session session = signIn("ann@example.COM", PASSWORD);

    assertThat(account.getEmail()).isEqualTo("ann@example.com");
    assertThat(account.getName()).isEqualTo("Ann");
    assertThat(account.getRolesList()).containsExactly(Role.ROLE_BUYER);
    assertThat(account.getOrganizerId()).isEmpty();
    assertThat(session.getAccount()).isEqualTo(account);
    assertThat(caller(session)).isEqualTo(Caller.buyer(account.getId()));
    assertThat(Instant.ofEpochSecond(session.getExpiresAt().getSeconds()))
        .isBetween(
            accounts.clock().instant().plus(Duration.ofHours(12)).minusSeconds(1),
            accounts.clock().instant().plus(Duration.ofHours(12)));
    assertThat(
            stub(Caller.buyer(account.getId())).getAccount(GetAccountRequest.getDefaultInstance()))
        .isEqualTo(account);
  }

  @Test
  void takesTheShortestPasswords() {
    signUp("gate@example.com", "gate-demo", "Gate");
    signUp("eight@example.com", "12345678", "Eight");

    assertThat(signIn("gate@example.com", "gate-demo").getToken()).isNotEmpty();
  }

  @Test
  void tellsEveryFaultOfASignUp() {
    Refused refused = refusal(() -> signUp("nobody", "short", " "));

    assertThat(refused.reason()).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(refused.faults())
        .extracting(Fault::pointer)
        .containsExactly("/email", "/password", "/name");
    assertThat(refused.toString()).doesNotContain("short");
  }

  @Test
  void refusesASecondAccountWithTheSameAddress() {
    signUp("ann@example.com", PASSWORD, "Ann");

    assertThat(reason(() -> signUp("ANN@example.com", "other-password", "Eve")))
        .isEqualTo(Reason.EMAIL_TAKEN);
    assertThat(signIn("ann@example.com", PASSWORD).getAccount().getName()).isEqualTo("Ann");
  }

  @Test
  void givesOneAddressToOneOfManyAtOnce() throws Exception {
    List<Boolean> won =
        atOnce(
            8,
            () -> {
              try {
                patiently(() -> signUp("ann@example.com", PASSWORD, "Ann"));
                return true;
              } catch (RuntimeException e) {
                assertThat(Refusals.of(e).orElseThrow(() -> e).reason())
                    .isEqualTo(Reason.EMAIL_TAKEN);
                return false;
              }
            });

    assertThat(won).containsOnlyOnce(true);
  }

  @Test
  void givesTheFirstAnswerToASignUpThatIsSentAgain() {
    var stub = AccountsServiceGrpc.newBlockingStub(accounts.as(Caller.nobody(), "key-1"));
    SignUpRequest request = request("ann@example.com", PASSWORD, "Ann");

    Account first = stub.signUp(request);

    assertThat(stub.signUp(request)).isEqualTo(first);
    assertThat(reason(() -> stub.signUp(request("ann@example.com", "another-password", "Ann"))))
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
    assertThat(reason(() -> stub.signUp(request("ann@example.com", PASSWORD, "Bob"))))
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void givesOneAnswerToTheSameSignUpSentManyTimesAtOnce() throws Exception {
    SignUpRequest request = request("ann@example.com", PASSWORD, "Ann");

    List<Account> answers =
        atOnce(
            6,
            () ->
                AccountsServiceGrpc.newBlockingStub(accounts.as(Caller.nobody(), "key-1"))
                    .signUp(request));

    assertThat(Set.copyOf(answers)).hasSize(1);
  }

  @Test
  void tellsNeitherWhetherAddressNorPasswordWasWrong() {
    signUp("ann@example.com", PASSWORD, "Ann");

    Refused wrongPassword = refusal(() -> signIn("ann@example.com", "wrong-password"));
    Refused wrongAddress = refusal(() -> signIn("bob@example.com", PASSWORD));
    Refused noAddress = refusal(() -> signIn("", ""));

    assertThat(wrongPassword.reason()).isEqualTo(Reason.WRONG_CREDENTIALS);
    assertThat(wrongAddress.toString()).isEqualTo(wrongPassword.toString());
    assertThat(noAddress.toString()).isEqualTo(wrongPassword.toString());
  }

  @Test
  void slowsDownWhoTriesManyPasswords() {
    signUp("ann@example.com", PASSWORD, "Ann");
    for (int i = 0; i < 5; i++) {
      assertThat(reason(() -> signIn("ann@example.com", "wrong-password")))
          .isEqualTo(Reason.WRONG_CREDENTIALS);
    }

    Refused refused = refusal(() -> signIn("ann@example.com", PASSWORD));

    assertThat(refused.reason()).isEqualTo(Reason.SLOW_DOWN);
    assertThat(refused.facts()).containsEntry("retryAfter", 1L);
    assertThat(signUpAndIn("bob@example.com").getToken()).isNotEmpty();
    accounts.clock().forward(Duration.ofSeconds(1));
    assertThat(signIn("ann@example.com", PASSWORD).getToken()).isNotEmpty();
  }

  @Test
  void makesTheFounderAnOrganizerAtOnce() {
    Account ann = signUp("ann@example.com", PASSWORD, "Ann");

    Session session = found("Hall & Sons", ann);

    assertThat(session.getAccount().getRolesList())
        .containsExactly(Role.ROLE_BUYER, Role.ROLE_ORGANIZER);
    assertThat(session.getAccount().getOrganizerName()).isEqualTo("Hall & Sons");
    assertThat(caller(session))
        .isEqualTo(Caller.organizer(ann.getId(), session.getAccount().getOrganizerId()));
    assertThat(signIn("ann@example.com", PASSWORD).getAccount()).isEqualTo(session.getAccount());
  }

  @Test
  void foundsOneOrganizationUnderOneKey() {
    Account ann = signUp("ann@example.com", PASSWORD, "Ann");
    var stub = AccountsServiceGrpc.newBlockingStub(accounts.as(Caller.buyer(ann.getId()), "key-1"));
    CreateOrganizerRequest request = CreateOrganizerRequest.newBuilder().setName("Hall").build();

    Session first = stub.createOrganizer(request);
    Session again = stub.createOrganizer(request);

    assertThat(again.getAccount()).isEqualTo(first.getAccount());
    assertThat(caller(again)).isEqualTo(caller(first));
    assertThat(reason(() -> stub.createOrganizer(request.toBuilder().setName("Arena").build())))
        .isEqualTo(Reason.IDEMPOTENCY_KEY_REUSED);
  }

  @Test
  void refusesASecondOrganizationOfOneAccount() {
    Account ann = signUp("ann@example.com", PASSWORD, "Ann");
    found("Hall", ann);

    assertThat(reason(() -> found("Arena", ann))).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(reason(() -> found("", ann))).isEqualTo(Reason.UNPROCESSABLE);
    assertThat(reason(() -> found("Arena", Account.newBuilder().setId("0").build())))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void addsStaffWhoseNextSessionSaysSo() {
    Caller organizer = organizer("ann@example.com", "Hall");
    Account bob = signUp("bob@example.com", PASSWORD, "Bob");

    StaffMember member = addStaff(organizer, "Bob@example.com", Role.ROLE_GATE);

    assertThat(member)
        .isEqualTo(
            StaffMember.newBuilder()
                .setAccountId(bob.getId())
                .setOrganizerId(organizer.requireOrganizer())
                .setRole(Role.ROLE_GATE)
                .setEmail("bob@example.com")
                .setName("Bob")
                .build());
    assertThat(addStaff(organizer, "bob@example.com", Role.ROLE_GATE)).isEqualTo(member);
    assertThat(caller(signIn("bob@example.com", PASSWORD)))
        .isEqualTo(Caller.gate(bob.getId(), organizer.requireOrganizer()));
    assertThat(listStaff(organizer))
        .extracting(StaffMember::getEmail)
        .containsExactly("ann@example.com", "bob@example.com");
  }

  @Test
  void changesARoleButNeverOnesOwn() {
    Caller ann = organizer("ann@example.com", "Hall");
    signUp("bob@example.com", PASSWORD, "Bob");
    addStaff(ann, "bob@example.com", Role.ROLE_GATE);

    assertThat(addStaff(ann, "bob@example.com", Role.ROLE_ORGANIZER).getRole())
        .isEqualTo(Role.ROLE_ORGANIZER);
    Caller bob = caller(signIn("bob@example.com", PASSWORD));
    assertThat(reason(() -> addStaff(bob, "bob@example.com", Role.ROLE_GATE)))
        .isEqualTo(Reason.UNPROCESSABLE);
    addStaff(ann, "bob@example.com", Role.ROLE_GATE);

    // Bob's token still says organizer; it is not believed.
    assertThat(reason(() -> addStaff(bob, "ann@example.com", Role.ROLE_GATE)))
        .isEqualTo(Reason.NOT_ALLOWED);
    assertThat(reason(() -> listStaff(bob))).isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void takesNobodyFromAnotherOrganizationsStaff() {
    Caller ann = organizer("ann@example.com", "Hall");
    Caller eve = organizer("eve@example.com", "Arena");

    assertThat(reason(() -> addStaff(eve, "ann@example.com", Role.ROLE_GATE)))
        .isEqualTo(Reason.UNPROCESSABLE);
    assertThat(listStaff(eve)).hasSize(1);
    assertThat(listStaff(ann)).hasSize(1);
  }

  @Test
  void refusesStaffWithoutAnAccountOrARole() {
    Caller ann = organizer("ann@example.com", "Hall");
    signUp("bob@example.com", PASSWORD, "Bob");

    assertThat(reason(() -> addStaff(ann, "nobody@example.com", Role.ROLE_GATE)))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> addStaff(ann, "not an address", Role.ROLE_GATE)))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> addStaff(ann, "bob@example.com", Role.ROLE_SERVICE)))
        .isEqualTo(Reason.UNPROCESSABLE);
  }

  @Test
  void letsOnlyOrganizersHaveStaff() {
    Account ann = signUp("ann@example.com", PASSWORD, "Ann");

    assertThat(reason(() -> listStaff(Caller.nobody()))).isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(reason(() -> listStaff(Caller.buyer(ann.getId())))).isEqualTo(Reason.NOT_ALLOWED);
    assertThat(
            reason(
                () -> addStaff(Caller.gate(ann.getId(), "o"), "ann@example.com", Role.ROLE_GATE)))
        .isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void tellsWhetherSomebodyIsOnAStaffToServicesAndToTheStaffItself() {
    Caller ann = organizer("ann@example.com", "Hall");
    Caller eve = organizer("eve@example.com", "Arena");
    GetStaffMemberRequest request =
        GetStaffMemberRequest.newBuilder()
            .setAccountId(ann.accountId())
            .setOrganizerId(ann.requireOrganizer())
            .build();

    assertThat(stub(Caller.service("gates")).getStaffMember(request).getRole())
        .isEqualTo(Role.ROLE_ORGANIZER);
    assertThat(stub(ann).getStaffMember(request).getName()).isEqualTo("Ann");
    assertThat(reason(() -> stub(eve).getStaffMember(request))).isEqualTo(Reason.NOT_FOUND);
    assertThat(
            reason(() ->
                stub(Caller.service("gates"))
                    .getStaffMember(request.toBuilder().setAccountId("0").build())))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(() -> stub(Caller.buyer("b")).getStaffMember(request)))
        .isEqualTo(Reason.NOT_ALLOWED);
  }

  @Test
  void answersNotFoundToATokenWhoseAccountIsGone() {
    assertThat(
            reason(
                () -> stub(Caller.buyer("0")).getAccount(GetAccountRequest.getDefaultInstance())))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void signsUpManyAtOnceAndTellsWhoeverWaitsTooLongToSlowDown() throws Exception {
    AtomicInteger numbers = new AtomicInteger();

    List<Account> signedUp =
        atOnce(
            40,
            () -> {
              String email = "buyer" + numbers.incrementAndGet() + "@example.com";
              return patiently(() -> signUp(email, PASSWORD, "Somebody"));
            });

    assertThat(signedUp).extracting(Account::getId).doesNotHaveDuplicates().hasSize(40);
  }

  private static <T> T patiently(Supplier<T> call) {
    for (int tries = 1; ; tries++) {
      try {
        return call.get();
      } catch (StatusRuntimeException e) {
        if (tries == 20 || Refusals.of(e).orElseThrow(() -> e).reason() != Reason.SLOW_DOWN) {
          throw e;
        }
      }
    }
  }

  private AccountsServiceBlockingStub stub(Caller caller) {
    return AccountsServiceGrpc.newBlockingStub(accounts.as(caller));
  }

  private static SignUpRequest request(String email, String password, String name) {
    return SignUpRequest.newBuilder().setEmail(email).setPassword(password).setName(name).build();
  }

  private Account signUp(String email, String password, String name) {
    return stub(Caller.nobody()).signUp(request(email, password, name));
  }

  private Session signIn(String email, String password) {
    return stub(Caller.nobody())
        .signIn(SignInRequest.newBuilder().setEmail(email).setPassword(password).build());
  }

  private Session signUpAndIn(String email) {
    signUp(email, PASSWORD, "Somebody");
    return signIn(email, PASSWORD);
  }

  private Session found(String name, Account founder) {
    return stub(Caller.buyer(founder.getId()))
        .createOrganizer(CreateOrganizerRequest.newBuilder().setName(name).build());
  }

  private Caller organizer(String email, String organization) {
    return caller(found(organization, signUp(email, PASSWORD, "Ann")));
  }

  private StaffMember addStaff(Caller organizer, String email, Role role) {
    return stub(organizer)
        .addStaff(AddStaffRequest.newBuilder().setEmail(email).setRole(role).build());
  }

  private List<StaffMember> listStaff(Caller caller) {
    return stub(caller).listStaff(ListStaffRequest.getDefaultInstance()).getItemsList();
  }

  private Caller caller(Session session) {
    return Objects.requireNonNull(tokens.get()).verify(session.getToken());
  }

  private static Reason reason(ThrowingCallable call) {
    return refusal(call).reason();
  }

  private static Refused refusal(ThrowingCallable call) {
    AtomicReference<Refused> refused = new AtomicReference<>();
    assertThatThrownBy(call)
        .satisfies(thrown ->
            refused.set(Refusals.of(thrown).orElseThrow(() -> new AssertionError(thrown))));
    return Objects.requireNonNull(refused.get());
  }

  private static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> futures = new ArrayList<>();
      for (int i = 0; i < times; i++) {
        futures.add(threads.submit(work));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    }
  }
}
