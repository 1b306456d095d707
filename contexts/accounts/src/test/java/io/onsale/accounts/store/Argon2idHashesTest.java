package io.onsale.accounts.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.onsale.accounts.model.Password;
import java.security.SecureRandom;
import org.junit.jupiter.api.Test;

final class Argon2idHashesTest {
  private static final SecureRandom CHANCE = new SecureRandom();
  private static final Password PASSWORD = Password.chosen("gate-demo").orElseThrow();
  private static final Password OTHER = Password.chosen("gate-dem0").orElseThrow();

  private final Argon2idHashes hashes = new Argon2idHashes(19_456, 2, CHANCE);

  @Test
  void tellsTheRightPasswordFromAnother() {
    String hash = hashes.hash(PASSWORD);

    assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").hasSizeLessThan(255);
    assertThat(hashes.matches(PASSWORD, hash)).isTrue();
    assertThat(hashes.matches(OTHER, hash)).isFalse();
  }

  @Test
  void saltsEachHash() {
    assertThat(hashes.hash(PASSWORD)).isNotEqualTo(hashes.hash(PASSWORD));
  }

  @Test
  void checksOldHashesByTheirOwnParameters() {
    String old = new Argon2idHashes(8_192, 3, CHANCE).hash(PASSWORD);

    assertThat(hashes.matches(PASSWORD, old)).isTrue();
    assertThat(hashes.matches(OTHER, old)).isFalse();
    assertThat(hashes.isCurrent(old)).isFalse();
    assertThat(hashes.isCurrent(hashes.hash(PASSWORD))).isTrue();
  }

  @Test
  void nobodysHashIsOneOfThoseThatAreMadeNow() {
    String nobodys = hashes.nobodys();

    assertThat(nobodys).hasSameSizeAs(hashes.hash(PASSWORD)).isNotEqualTo(hashes.nobodys());
    assertThat(hashes.isCurrent(nobodys)).isTrue();
    assertThat(hashes.matches(PASSWORD, nobodys)).isFalse();
  }

  /** Made with Bouncy Castle: the hash is Argon2id itself and not this library's idea of it. */
  @Test
  void agreesWithAnotherImplementation() {
    String theirs =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQxNmJ5dGVzIQ$q6YjIMTNLbKiNOMrKwp4F6d4DT5mjI77GvQgROmkqYI";

    assertThat(hashes.matches(PASSWORD, theirs)).isTrue();
    assertThat(hashes.matches(OTHER, theirs)).isFalse();
  }
}
