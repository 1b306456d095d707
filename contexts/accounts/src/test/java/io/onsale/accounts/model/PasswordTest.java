package io.onsale.accounts.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PasswordTest {
  @Test
  void has8To128Characters() {
    assertThat(Password.chosen("1234567")).isEmpty();
    assertThat(Password.chosen("12345678")).isPresent();
    assertThat(Password.chosen("x".repeat(128))).isPresent();
    assertThat(Password.chosen("x".repeat(129))).isEmpty();
    assertThat(Password.typed("x")).isPresent();
    assertThat(Password.typed("x".repeat(129))).isEmpty();
  }

  @Test
  void countsCharactersAndNotBytes() {
    assertThat(Password.chosen("票务平台开售密码")).isPresent();
    assertThat(Password.chosen("🎫🎫🎫🎫")).isEmpty();
    assertThat(Password.chosen("🎫".repeat(128))).isPresent();
  }

  @Test
  void isTheSameHoweverItsLettersAreComposed() {
    byte[] composed = Password.chosen("motdepass\u00e9").orElseThrow().bytes();
    byte[] decomposed = Password.chosen("motdepasse\u0301").orElseThrow().bytes();

    assertThat(decomposed).isEqualTo(composed);
  }

  @Test
  void refusesWhatGrowsTooLongInItsNormalForm() {
    // One character that NFKC takes apart into eighteen.
    assertThat(Password.chosen("\ufdfa".repeat(100))).isEmpty();
  }

  @Test
  void printsNothing() {
    assertThat(Password.chosen("12345678").orElseThrow()).hasToString("***");
  }
}
