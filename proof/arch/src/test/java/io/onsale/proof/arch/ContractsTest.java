package io.onsale.proof.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import com.google.protobuf.Descriptors.ServiceDescriptor;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import io.onsale.contracts.access.v1.AccessOuterClass;
import io.onsale.contracts.access.v1.Role;
import io.onsale.contracts.reasons.v1.Reason;
import io.onsale.contracts.reasons.v1.Reasons;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every method and every reason of the contracts must say about itself. */
final class ContractsTest {
  /** A statement that refuses, and the facts that it gives within. */
  private static final Pattern REFUSED = Pattern.compile("\\b(Refused|of)\\([^;]*;");

  private static final Pattern FACT = Pattern.compile("\\.with\\(\\s*\"([a-zA-Z]+)\"");

  static List<ServiceDescriptor> services() throws ReflectiveOperationException {
    List<JavaClass> stubs =
        new ClassFileImporter()
                .withImportOption(location -> location.contains("Grpc.class"))
                .importPackages("io.onsale.contracts")
                .stream()
                .filter(c -> c.getSimpleName().endsWith("Grpc"))
                .toList();
    return stubs.stream().map(ContractsTest::service).toList();
  }

  static Stream<MethodDescriptor> methods() throws ReflectiveOperationException {
    return services().stream().flatMap(service -> service.getMethods().stream());
  }

  private static ServiceDescriptor service(JavaClass stub) {
    try {
      var grpc =
          (io.grpc.ServiceDescriptor) stub.reflect().getMethod("getServiceDescriptor").invoke(null);
      return ((ProtoServiceDescriptorSupplier) grpc.getSchemaDescriptor()).getServiceDescriptor();
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(stub.getName() + " has no service descriptor", e);
    }
  }

  @Test
  void everyContextHasOneService() throws ReflectiveOperationException {
    assertThat(services().stream().map(ServiceDescriptor::getFullName))
        .contains("onsale.inventory.v1.InventoryService", "onsale.orders.v1.OrdersService")
        .doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("methods")
  void everyMethodSaysWhoMayCallIt(MethodDescriptor method) {
    List<Role> roles = method.getOptions().getExtension(AccessOuterClass.allow).getRolesList();

    assertThat(roles).as(method.getFullName()).isNotEmpty().doesNotContain(Role.ROLE_UNSPECIFIED);
  }

  @Test
  void everyFactOfARefusalIsAMemberOfTheProblem() throws IOException {
    String contract;
    try (InputStream yaml = Reason.class.getResourceAsStream("/contracts/public.yaml")) {
      contract = new String(Objects.requireNonNull(yaml).readAllBytes(), StandardCharsets.UTF_8);
    }
    String problem = contract.substring(contract.indexOf("\n    Problem:\n      type: object"));
    problem = problem.substring(0, problem.indexOf("\n    Fault:"));
    Set<String> facts = new TreeSet<>();
    for (Path source : TidyTest.files()) {
      if (source.toString().replace('\\', '/').matches(".*/src/main/java/.*\\.java")) {
        for (MatchResult refused : REFUSED.matcher(Files.readString(source)).results().toList()) {
          FACT.matcher(refused.group()).results().forEach(found -> facts.add(found.group(1)));
        }
      }
    }

    assertThat(facts).contains("seats", "limit", "retryAfter", "most", "position");
    facts.remove("position"); // of the feed, which nobody outside reads
    for (String one : facts) {
      assertThat(problem).as("the members of a problem").contains("\n        " + one + ": ");
    }
  }

  @ParameterizedTest
  @EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void everyReasonHasAStatusOfFailure(Reason reason) {
    EnumValueDescriptor value = reason.getValueDescriptor();

    assertThat(value.getOptions().getExtension(Reasons.httpStatus)).isBetween(400, 599);
  }
}
