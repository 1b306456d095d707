package io.onsale.accounts.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EmailTest {
  @Test
  void bringsSpellingsToOneForm() {
    assertThat(Email.of("  Ann.Lee+Shows@Mail.Example.COM\t").map(Email::text))
        .contains("ann.lee+shows@mail.example.com");
    assertThat(Email.of("ann@xn--fsqu00a.xn--fiqs8s")).isPresent();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "@",
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "ann@example.c",
        "ann@.com",
        "ann@a..com",
        "a@b@example.com",
        "an n@example.com",
        ".ann@example.com",
        "ann.@example.com",
        "a..n@example.com",
        "ann@-example.com",
        "ann@example-.com",
        "ann@example.com.",
        "ann@[127.0.0.1]",
        "安@例子.中国",
        "ann@example.com\nbcc: bob@example.com",
        "ann@example.com\u0000",
        "\"ann\"@example.com"
      })
  void refusesWhatNoMailCouldBeSentTo(String typed) {
    assertThat(Email.of(typed)).isEmpty();
  }

  @Test
  void refusesWhatIsTooLong() {
    String domain = ("a".repeat(60) + ".").repeat(4) + "com";

    assertThat(Email.of("a@" + domain)).isPresent();
    assertThat(Email.of("a".repeat(64) + "@example.com")).isPresent();
    assertThat(Email.of("a".repeat(65) + "@example.com")).isEmpty();
    assertThat(Email.of("a".repeat(8) + "@" + domain)).isEmpty();
    assertThat(Email.of("a@" + "b".repeat(64) + ".com")).isEmpty();
    assertThat(Email.of("a".repeat(1_000_000))).isEmpty();
  }

  @Test
  void canOnlyBeMadeInItsNormalForm() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Email("Ann@example.com"));
  }
}
