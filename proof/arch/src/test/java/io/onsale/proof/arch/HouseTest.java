package io.onsale.proof.arch;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HouseTest {
  private static final JavaClasses HOUSE =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          // thousands of generated classes on which no rule looks from within
          .withImportOption(location -> !location.contains("/io/onsale/contracts/"))
          .importPackages("io.onsale");

  private static final JavaClasses PLANTED = new ClassFileImporter().importPackages("planted");

  static Stream<String> rules() {
    return House.rules("io.onsale").keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void holdsInTheHouse(String rule) {
    rule(rule, "io.onsale").check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void findsThePlantedViolation(String rule) {
    String root = "planted." + rule.toLowerCase(Locale.ROOT);
    assertThat(rule(rule, root).evaluate(PLANTED).hasViolation()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void isRefusedWhereItMatchesNothing(String rule) {
    ArchRule nowhere = rule(rule, "nowhere");
    assertThatThrownBy(() -> nowhere.check(HOUSE))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("failed to check any classes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"accounts", "catalog", "delivery", "gates", "inventory", "orders", "payments"})
  void everyContextHasItsDoorAndItsUseCases(String context) {
    assertThat(HOUSE.contain("io.onsale." + context + ".package-info")).isTrue();
    for (String room : List.of("edge", "flow")) {
      assertThat(HOUSE)
          .as(context + "." + room)
          .anyMatch(c -> c.getPackageName().equals("io.onsale." + context + "." + room));
    }
  }

  private static ArchRule rule(String name, String root) {
    return requireNonNull(House.rules(root).get(name), name);
  }
}
