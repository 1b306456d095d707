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
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What every method and every reason of the contracts must say about itself. */
final class ContractsTest {
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

  @ParameterizedTest
  @EnumSource(value = Reason.class, mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNIZED")
  void everyReasonHasAStatusOfFailure(Reason reason) {
    EnumValueDescriptor value = reason.getValueDescriptor();

    assertThat(value.getOptions().getExtension(Reasons.httpStatus)).isBetween(400, 599);
  }
}
