package io.onsale.kit.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.MethodDescriptor;
import io.onsale.contracts.accounts.v1.AccountsServiceGrpc;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.kit.refusal.Refused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokensTest {
  @TempDir Path folder;
  private Instant now = Instant.parse("2026-03-01T00:00:00Z");

  private Path file() {
    return folder.resolve("tokens");
  }

  private Tokens open() {
    return Tokens.open(file(), () -> now);
  }

  private static Reason refusal(Tokens tokens, String token) {
    return catchThrowableOfType(Refused.class, () -> tokens.verify(token)).reason();
  }

  @Test
  void tellsTheCallerAgainAlsoAfterARestart() {
    Caller caller = new Caller("a1", Set.of(Role.BUYER, Role.GATE), "o1", "h1");
    String token = open().mint(caller, Duration.ofHours(1)).text();

    assertThat(open().verify(token)).isEqualTo(caller);
    assertThat(open().verify(open().mint(Caller.service("orders"), Duration.ofHours(1)).text()))
        .isEqualTo(Caller.service("orders"));
  }

  @Test
  void expires() {
    Tokens tokens = open();
    Tokens.Token token = tokens.mint(Caller.buyer("a1"), Duration.ofHours(1));

    now = token.expiresAt().minusSeconds(1);
    assertThat(tokens.verify(token.text()).accountId()).isEqualTo("a1");
    now = token.expiresAt();
    assertThat(refusal(tokens, token.text())).isEqualTo(Reason.TOKEN_EXPIRED);
    assertThat(token.toString()).contains("***").doesNotContain(token.text());
  }

  @Test
  void refusesChangedTokensAlsoOfOneThatItKnows() {
    Tokens tokens = open();
    String good = tokens.mint(Caller.buyer("a1"), Duration.ofHours(1)).text();
    tokens.verify(good);

    for (int at = 0; at < good.length(); at++) {
      char other = good.charAt(at) == 'A' ? 'B' : 'A';
      String changed = good.substring(0, at) + other + good.substring(at + 1);
      // The last character of a signature has bits that mean nothing.
      if (at < good.length() - 1) {
        assertThat(refusal(tokens, changed)).as(changed).isEqualTo(Reason.SIGN_IN_REQUIRED);
      }
    }
    assertThat(tokens.verify(good).accountId()).isEqualTo("a1");
  }

  @Test
  void remembersBoundedNumber() {
    Remembered<Integer> late = new Remembered<>(10);
    for (int i = 0; i < 100; i++) {
      late.put("t" + i, i);
      late.get("t0");
    }

    assertThat(late.get("t0")).isEqualTo(0);
    assertThat(late.get("t99")).isEqualTo(99);
    assertThat(java.util.stream.IntStream.range(0, 100).filter(i -> late.get("t" + i) != null))
        .hasSizeLessThanOrEqualTo(10);
  }

  @Test
  void refusesEveryChangedCharacterAndWhatIsNoToken() {
    Tokens tokens = open();
    String token = tokens.mint(Caller.buyer("a1"), Duration.ofHours(1)).text();

    // The last character of a base64 text holds two bits that say nothing.
    for (int i = 0; i < token.length() - 1; i++) {
      char other = token.charAt(i) == 'A' ? 'B' : 'A';
      String forged = token.substring(0, i) + other + token.substring(i + 1);
      assertThat(refusal(tokens, forged)).as(forged).isEqualTo(Reason.SIGN_IN_REQUIRED);
    }
    for (String text : new String[] {"", ".", "..", "a.b.c", "x".repeat(5000), "é.é.é"}) {
      assertThat(refusal(tokens, text)).as(text).isEqualTo(Reason.SIGN_IN_REQUIRED);
    }
  }

  @Test
  void keepsItsKeysFromOthers() throws Exception {
    open();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file())))
        .isEqualTo("rw-------");
  }

  @Test
  void acceptsOldKeysAndSignsWithTheFirst() throws Exception {
    String old = open().mint(Caller.buyer("a1"), Duration.ofHours(1)).text();
    String oldLine = Files.readString(file());
    Files.delete(file());
    open();
    String newLine = Files.readString(file());
    Files.writeString(file(), "# newest first\n\n" + newLine + oldLine);
    Tokens both = open();
    String fresh = both.mint(Caller.buyer("a2"), Duration.ofHours(1)).text();
    Files.writeString(file(), newLine);
    Tokens rotated = open();

    assertThat(both.verify(old).accountId()).isEqualTo("a1");
    assertThat(rotated.verify(fresh).accountId()).isEqualTo("a2");
    assertThat(refusal(rotated, old)).isEqualTo(Reason.SIGN_IN_REQUIRED);
  }

  @Test
  void refusesKeyFilesThatAreNone() throws Exception {
    for (String text : new String[] {"", "short:YWJj\n", "nocolon\n", "id:!!!\n", "# none\n"}) {
      Files.writeString(file(), text);
      assertThatThrownBy(this::open)
          .as(text)
          .isInstanceOf(KeyFileBroken.class)
          .hasMessageContaining(file().toString())
          .hasMessageContaining("restore it from a backup");
    }
  }

  @Test
  void makesItsKeyWholeAlsoAfterAStartThatWasCutOff() throws Exception {
    Files.createDirectories(file().toAbsolutePath().getParent());
    Path draft = file().resolveSibling(file().getFileName() + ".draft");
    Files.writeString(draft, "half a ke");

    String token = open().mint(Caller.buyer("a1"), Duration.ofHours(1)).text();

    assertThat(open().verify(token).accountId()).isEqualTo("a1");
    assertThat(draft).doesNotExist();
  }

  private static Optional<Reason> refusal(MethodDescriptor<?, ?> method, Caller caller) {
    return Access.of(method).refusal(caller).map(Refused::reason);
  }

  @Test
  void accessFollowsTheContract() {
    var signUp = AccountsServiceGrpc.getSignUpMethod();
    var getAccount = AccountsServiceGrpc.getGetAccountMethod();
    var addStaff = AccountsServiceGrpc.getAddStaffMethod();

    assertThat(refusal(signUp, Caller.nobody())).isEmpty();
    assertThat(refusal(getAccount, Caller.nobody())).contains(Reason.SIGN_IN_REQUIRED);
    assertThat(refusal(getAccount, Caller.buyer("b"))).isEmpty();
    assertThat(refusal(getAccount, Caller.service("orders"))).contains(Reason.NOT_ALLOWED);
    assertThat(refusal(addStaff, Caller.gate("g", "o"))).contains(Reason.NOT_ALLOWED);
    assertThat(refusal(addStaff, Caller.organizer("a", "o"))).isEmpty();
  }

  @Test
  void aMethodOfWhichNothingIsSaidIsNobodys() {
    var silent =
        AccountsServiceGrpc.getSignUpMethod().toBuilder().setSchemaDescriptor(null).build();

    assertThat(refusal(silent, Caller.service("orders"))).contains(Reason.NOT_ALLOWED);
    assertThat(refusal(silent, Caller.nobody())).contains(Reason.SIGN_IN_REQUIRED);
  }

  @Test
  void callersSayWhatTheyAre() {
    assertThat(Caller.buyer("b").requireAccount()).isEqualTo("b");
    assertThat(Caller.organizer("a", "o").requireOrganizer()).isEqualTo("o");
    assertThat(catchThrowableOfType(Refused.class, () -> Caller.nobody().requireAccount()).reason())
        .isEqualTo(Reason.SIGN_IN_REQUIRED);
    assertThat(
            catchThrowableOfType(Refused.class, () -> Caller.buyer("b").requireOrganizer())
                .reason())
        .isEqualTo(Reason.NOT_ALLOWED);
  }
}
