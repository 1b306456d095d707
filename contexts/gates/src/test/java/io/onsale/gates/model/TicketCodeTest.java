package io.onsale.gates.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TicketCodeTest {
  private static final SecureRandom CHANCE = new SecureRandom();
  private static final Instant NOW = Instant.parse("2026-11-22T19:00:07Z");

  private final SigningKey organizer = SigningKey.generate(CHANCE);
  private final SigningKey ticket = SigningKey.generate(CHANCE);
  private final Map<String, VerifyingKey> keys =
      Map.of(organizer.verifying().id(), organizer.verifying());
  private final Pass pass =
      Pass.sign(organizer, 0x0123456789abcdefL, 77L, 49_999, ticket.verifying());

  @Test
  void readsWhatItMade() {
    TicketCode made = TicketCode.make(pass, ticket, TimeStep.at(NOW));

    TicketCode read = TicketCode.read(made.text(), keys).orElseThrow();

    assertThat(read.step()).isEqualTo(TimeStep.at(NOW));
    assertThat(read.pass()).isEqualTo(pass);
    assertThat(read.pass().ticketId()).isEqualTo(0x0123456789abcdefL);
    assertThat(read.pass().performanceId()).isEqualTo(77L);
    assertThat(read.pass().seatIndex()).isEqualTo(49_999);
    assertThat(read.pass().ticketKey()).isEqualTo(ticket.verifying());
    assertThat(read.pass().keyId()).isEqualTo(organizer.verifying().id());
  }

  @Test
  void isShortEnoughForAQrCodeThatPhonesReadAtArmsLength() {
    String text = TicketCode.make(pass, ticket, TimeStep.at(NOW)).text();

    assertThat(text).hasSize(TicketCode.CHARACTERS).matches("[A-Za-z0-9_-]{256}");
    assertThat(text).startsWith(pass.text());
    assertThat(pass.text()).hasSize(164);
  }

  /**
   * The same numbers stand in docs/decisions/0005-ticket-codes.md for who writes another
   * implementation.
   */
  @Test
  void makesTheCodeOfThePublishedExample() {
    SigningKey organizer =
        example("00", "3b6a27bcceb6a42d62a3a8d02a6f0d73653215771de243a63ac048a18b59da29");
    SigningKey ticket =
        example("01", "8a88e3dd7409f195fd52db2d3cba5d72ca6709bf1d94121bf3748801b40f6f5c");

    Pass pass = Pass.sign(organizer, 1L, 2L, 3, ticket.verifying());
    TicketCode code = TicketCode.make(pass, ticket, new TimeStep(58_000_000));

    assertThat(organizer.verifying().id()).isEqualTo("E545QOZL");
    assertThat(pass.text())
        .isEqualTo(
            "AROeOUDmSwAAAAAAAAABAAAAAAAAAAIAAAADiojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w3zTVjdOSD"
                + "eLcnCLtlJvUdy4EzDDldRwxOifEu8SI82rF7sl4jWfLZ9fLlgbbh4XFangYaUWpfuKSWF53sadEF");
    assertThat(code.text().substring(164))
        .isEqualTo(
            "AAN1AoDxgC3TB-4hJO7YjxoSqdcxQFYFfJUHn6zDXLKmBuQb-uJ-tpe3xKc6WIxy3a9S1KXi23-8xOEdDr8Y30JD0uMK");
  }

  private static SigningKey example(String seedByte, String key) {
    HexFormat hex = HexFormat.of();
    return SigningKey.of(hex.parseHex(seedByte.repeat(32)), VerifyingKey.of(hex.parseHex(key)));
  }

  @Test
  void refusesACodeWithAnyBitFlipped() {
    byte[] bytes = bytes(TicketCode.make(pass, ticket, TimeStep.at(NOW)).text());
    for (int i = 0; i < bytes.length; i++) {
      byte[] forged = bytes.clone();
      forged[i] ^= (byte) (1 << (i % 8));

      assertThat(TicketCode.read(text(forged), keys)).as("byte %d", i).isEmpty();
    }
  }

  @Test
  void refusesACodeCutOrProlongedAnywhere() {
    String text = TicketCode.make(pass, ticket, TimeStep.at(NOW)).text();
    for (int length = 0; length < text.length(); length++) {
      assertThat(TicketCode.read(text.substring(0, length), keys))
          .as("length %d", length)
          .isEmpty();
    }
    assertThat(TicketCode.read(text + "A", keys)).isEmpty();
    assertThat(TicketCode.read(text + "=", keys)).isEmpty();
    assertThat(TicketCode.read(" " + text.substring(1), keys)).isEmpty();
  }

  @Test
  void refusesGarbage() {
    for (String garbage :
        new String[] {
          "", "x", "A".repeat(256), "\u0000".repeat(256), "票".repeat(256), "=".repeat(256)
        }) {
      assertThat(TicketCode.read(garbage, keys)).isEmpty();
    }
  }

  @Test
  void refusesAPassThatAnotherOrganizerSigned() {
    SigningKey other = SigningKey.generate(CHANCE);
    Pass theirs = Pass.sign(other, 1, 77, 0, ticket.verifying());

    assertThat(TicketCode.read(TicketCode.make(theirs, ticket, TimeStep.at(NOW)).text(), keys))
        .isEmpty();
  }

  @Test
  void refusesAPassSignedByAStrangerUnderTheOrganizersKeyId() {
    SigningKey stranger = SigningKey.generate(CHANCE);
    SigningKey impostor = SigningKey.of(stranger.seed(), organizer.verifying());
    Pass forged = Pass.sign(impostor, 1, 77, 0, ticket.verifying());

    assertThat(forged.keyId()).isEqualTo(organizer.verifying().id());
    assertThat(TicketCode.read(TicketCode.make(forged, ticket, TimeStep.at(NOW)).text(), keys))
        .isEmpty();
  }

  @Test
  void refusesAGenuinePassWithoutItsTicketsKey() {
    SigningKey thief = SigningKey.generate(CHANCE);

    assertThat(TicketCode.read(TicketCode.make(pass, thief, TimeStep.at(NOW)).text(), keys))
        .isEmpty();
  }

  @Test
  void refusesTheProofOfAnotherStep() {
    byte[] now = bytes(TicketCode.make(pass, ticket, TimeStep.at(NOW)).text());
    byte[] later = bytes(TicketCode.make(pass, ticket, TimeStep.at(NOW.plusSeconds(60))).text());
    // The step of later with the signature of now.
    System.arraycopy(later, 123, now, 123, 5);

    assertThat(TicketCode.read(text(now), keys)).isEmpty();
  }

  @Test
  void refusesEveryCodeWhenItKnowsNoKey() {
    TicketCode code = TicketCode.make(pass, ticket, TimeStep.at(NOW));

    assertThat(TicketCode.read(code.text(), Map.of())).isEmpty();
  }

  @Test
  void readsCodesOfAnOldKeyAfterARotation() {
    SigningKey next = SigningKey.generate(CHANCE);
    Map<String, VerifyingKey> both =
        Map.of(
            organizer.verifying().id(),
            organizer.verifying(),
            next.verifying().id(),
            next.verifying());
    Pass renewed = Pass.sign(next, 5, 77, 4, ticket.verifying());

    for (Pass each : new Pass[] {pass, renewed}) {
      TicketCode code = TicketCode.make(each, ticket, TimeStep.at(NOW));
      assertThat(TicketCode.read(code.text(), both).map(TicketCode::pass)).contains(each);
    }
  }

  @Test
  void keepsPassesAndKeysAsText() {
    VerifyingKey publicKey = VerifyingKey.of(ticket.verifying().bytes());
    SigningKey kept = SigningKey.of(ticket.seed(), publicKey);

    TicketCode code = TicketCode.make(Pass.kept(pass.text()), kept, TimeStep.at(NOW));

    assertThat(TicketCode.read(code.text(), keys)).isPresent();
    assertThatIllegalArgumentException().isThrownBy(() -> Pass.kept("AAAA"));
    assertThatIllegalArgumentException().isThrownBy(() -> VerifyingKey.of(new byte[31]));
    assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.of(new byte[33], publicKey));
  }

  @Test
  void refusesATicketKeyThatIsNoPointOfTheCurve() {
    byte[] noPoint = new byte[32];
    noPoint[0] = 2;
    Pass broken = Pass.sign(organizer, 1, 77, 0, VerifyingKey.of(noPoint));

    Optional<TicketCode> read =
        TicketCode.read(TicketCode.make(broken, ticket, TimeStep.at(NOW)).text(), keys);

    assertThat(read).isEmpty();
  }

  @Test
  void printsNoSecret() {
    assertThat(ticket.toString()).isEqualTo("SigningKey[" + ticket.verifying().id() + "]");
    TicketCode code = TicketCode.make(pass, ticket, TimeStep.at(NOW));
    assertThat(code.toString()).doesNotContain(code.text().substring(164));
  }

  private static byte[] bytes(String text) {
    return Base64.getUrlDecoder().decode(text);
  }

  private static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
