package io.onsale.accounts.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

final class NameTest {
  @Test
  void has1To100Characters() {
    assertThat(Name.of(" 王芳 ").map(Name::text)).contains("王芳");
    assertThat(Name.of("👩‍👧".substring(0, 2).repeat(100))).isPresent();
    assertThat(Name.of("x".repeat(101))).isEmpty();
    assertThat(Name.of("")).isEmpty();
    assertThat(Name.of(" \u3000 ")).isEmpty();
  }

  @Test
  void isOnOneLineOfPrintableCharacters() {
    assertThat(Name.of("Ann\nLee")).isEmpty();
    assertThat(Name.of("Ann\u0000")).isEmpty();
    assertThat(Name.of("Ann\ud800")).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Name(" Ann"));
  }
}
