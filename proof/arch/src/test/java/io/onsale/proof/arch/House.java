package io.onsale.proof.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/**
 * The rules of a house that stands in the package {@code root}: {@code root.<context>.<room>},
 * beside {@code root.kit}, {@code root.contracts}, {@code root.gateway}. Asked for by root, so that
 * the same rules run on planted houses.
 */
final class House {
  private static final Set<String> CONTEXTS =
      Set.of("accounts", "catalog", "delivery", "gates", "inventory", "orders", "payments");

  /** Who may call whom; the gateway may call all. */
  private static final Map<String, Set<String>> CALLS =
      Map.of(
          "catalog", Set.of("inventory"),
          "orders", Set.of("inventory", "payments", "delivery"),
          "gates", Set.of("accounts"));

  private static final Pattern FORBIDDEN_NAME =
      Pattern.compile(".*(Impl|Manager|Utils?|Helper|DTO|Dto|V\\d+)");

  private final String root;

  private House(String root) {
    this.root = root;
  }

  /**
   * All rules by name. A rule that matches no class fails: that is ArchUnit's own default, and
   * kept.
   */
  static Map<String, ArchRule> rules(String root) {
    House house = new House(root);
    Map<String, ArchRule> rules = new LinkedHashMap<>();
    rules.put("contextsKnowOnlyKitAndContracts", house.contextsKnowOnlyKitAndContracts());
    rules.put("kitKnowsNoContext", house.kitKnowsNoContext());
    rules.put("gatewayKnowsNoContext", house.gatewayKnowsNoContext());
    rules.put("modelKnowsOnlyTheJdk", house.modelKnowsOnlyTheJdk());
    rules.put("flowKnowsOnlyModelAndPorts", house.flowKnowsOnlyModelAndPorts());
    rules.put("edgePeersAndStoreAreApart", house.edgePeersAndStoreAreApart());
    rules.put("generatedTypesStayAtTheRim", house.generatedTypesStayAtTheRim());
    rules.put("sqlStaysInStore", house.sqlStaysInStore());
    rules.put("callsFollowTheGraph", house.callsFollowTheGraph());
    rules.put("coreReadsNoClockAndThrowsNoDice", house.coreReadsNoClockAndThrowsNoDice());
    rules.put("namesAreTheFieldsOwn", house.namesAreTheFieldsOwn());
    rules.put("packagesAreNullMarked", house.packagesAreNullMarked());
    return rules;
  }

  private ArchRule contextsKnowOnlyKitAndContracts() {
    return classes()
        .that(are("in a context", c -> context(c).isPresent()))
        .should(
            dependOnlyOn(
                "their own context, kit and contracts",
                (from, to) ->
                    !isOurs(to)
                        || context(to).equals(context(from))
                        || area(to).equals("kit")
                        || area(to).equals("contracts")));
  }

  private ArchRule kitKnowsNoContext() {
    return classes()
        .that(are("in kit", c -> area(c).equals("kit")))
        .should(
            dependOnlyOn(
                "kit and the contracts of no context",
                (from, to) ->
                    !isOurs(to)
                        || area(to).equals("kit")
                        || (area(to).equals("contracts") && !CONTEXTS.contains(room(to)))));
  }

  private ArchRule gatewayKnowsNoContext() {
    return classes()
        .that(are("in the gateway", c -> area(c).equals("gateway")))
        .should(
            dependOnlyOn(
                "gateway, kit and contracts",
                (from, to) ->
                    !isOurs(to) || Set.of("gateway", "kit", "contracts").contains(area(to))));
  }

  private ArchRule modelKnowsOnlyTheJdk() {
    return classes()
        .that(are("in model", c -> isIn(c, "model")))
        .should(
            dependOnlyOn(
                "their own model and the JDK without its I/O",
                (from, to) ->
                    (isIn(to, "model") && context(to).equals(context(from))) || isPureJdk(to)));
  }

  private ArchRule flowKnowsOnlyModelAndPorts() {
    return classes()
        .that(are("in flow", c -> isIn(c, "flow")))
        .should(
            dependOnlyOn(
                "flow, model, kit and the JDK without SQL (inventory's also on the log and its messages)",
                (from, to) -> {
                  if (isOurs(to)) {
                    return isIn(to, "flow")
                        || isIn(to, "model")
                        || area(to).equals("kit")
                        || (isSbe(to) && isInventory(from));
                  }
                  return !isSql(to)
                      && !isWire(to)
                      && (isInventory(from) || !isUnder(to, "io.aeron", "org.agrona"));
                }));
  }

  private ArchRule edgePeersAndStoreAreApart() {
    Set<String> rooms = Set.of("edge", "peers", "store");
    return classes()
        .that(
            are("in edge, peers or store", c -> context(c).isPresent() && rooms.contains(room(c))))
        .should(
            dependOnlyOn(
                "flow and model, but not on each other",
                (from, to) ->
                    context(to).isEmpty()
                        || !rooms.contains(room(to))
                        || room(to).equals(room(from))));
  }

  private ArchRule generatedTypesStayAtTheRim() {
    Set<String> rim = Set.of("", "edge", "peers", "store");
    return classes()
        .that(
            are("in the core of a context", c -> context(c).isPresent() && !rim.contains(room(c))))
        .should(
            dependOnlyOn(
                "plain values, never on generated types (inventory's flow speaks SBE)",
                (from, to) ->
                    !isGenerated(to)
                        || (isSbe(to) && isInventory(from) && room(from).equals("flow"))));
  }

  private ArchRule sqlStaysInStore() {
    return classes()
        .that(
            are(
                "in a context, outside store and wiring",
                c -> context(c).isPresent() && !room(c).equals("store") && !room(c).isEmpty()))
        .should(dependOnlyOn("anything but SQL", (from, to) -> !isSql(to)));
  }

  private ArchRule callsFollowTheGraph() {
    return classes()
        .that(are("in a context", c -> context(c).isPresent()))
        .should(
            dependOnlyOn(
                "the gRPC stubs that the call graph allows: " + CALLS,
                (from, to) -> {
                  if (!isStub(to)) {
                    return true;
                  }
                  String caller = context(from).orElseThrow();
                  String callee = room(to);
                  return callee.equals(caller)
                      || CALLS.getOrDefault(caller, Set.of()).contains(callee);
                }));
  }

  private ArchRule coreReadsNoClockAndThrowsNoDice() {
    return classes()
        .that(
            are(
                "in model or flow, or in a simulated history",
                c -> isIn(c, "model") || isIn(c, "flow") || isSimulated(c)))
        .should(
            new ArchCondition<>("get time and chance as parameters") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                item.getCodeUnits().stream()
                    .flatMap(unit -> unit.getCallsFromSelf().stream())
                    .filter(House::readsClockOrDice)
                    .forEach(call ->
                        events.add(SimpleConditionEvent.violated(call, call.getDescription())));
                item.getCodeUnits().stream()
                    .flatMap(unit -> unit.getMethodReferencesFromSelf().stream())
                    .filter(use ->
                        readsClockOrDice(
                            use.getTargetOwner().getFullName(), use.getTarget().getName(), ""))
                    .forEach(use ->
                        events.add(SimpleConditionEvent.violated(use, use.getDescription())));
              }
            });
  }

  private ArchRule namesAreTheFieldsOwn() {
    return classes()
        .that(are("written by hand", c -> isOurs(c) && !isGenerated(c)))
        .should(
            new ArchCondition<>("not be named " + FORBIDDEN_NAME) {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                if (FORBIDDEN_NAME.matcher(item.getSimpleName()).matches()) {
                  events.add(SimpleConditionEvent.violated(item, item.getDescription()));
                }
              }
            });
  }

  private ArchRule packagesAreNullMarked() {
    return classes()
        .that(are("written by hand", c -> isOurs(c) && !isGenerated(c)))
        .should(
            new ArchCondition<>("be in a package whose package-info is @NullMarked") {
              @Override
              public void check(JavaClass item, ConditionEvents events) {
                if (!item.getPackage().isAnnotatedWith(NullMarked.class)) {
                  events.add(
                      SimpleConditionEvent.violated(
                          item, item.getPackageName() + " is not @NullMarked"));
                }
              }
            });
  }

  private static boolean readsClockOrDice(JavaCall<?> call) {
    String parameters =
        String.join(
            ",", call.getTarget().getRawParameterTypes().stream().map(JavaClass::getName).toList());
    return readsClockOrDice(call.getTargetOwner().getFullName(), call.getName(), parameters);
  }

  private static boolean readsClockOrDice(String owner, String name, String parameters) {
    boolean fromNothing = parameters.isEmpty();
    return switch (owner) {
      case "java.lang.System" -> name.equals("currentTimeMillis") || name.equals("nanoTime");
      case "java.lang.Math" -> name.equals("random");
      case "java.util.UUID" -> name.equals("randomUUID");
      case "java.util.Date", "java.util.Random", "java.util.SplittableRandom" ->
          name.equals("<init>") && fromNothing;
      case "java.security.SecureRandom" -> name.equals("<init>") || name.startsWith("getInstance");
      case "java.util.concurrent.ThreadLocalRandom" -> name.equals("current");
      case "java.time.Clock", "java.time.InstantSource" ->
          name.startsWith("system") || name.startsWith("tick");
      default ->
          owner.startsWith("java.time.")
              && name.equals("now")
              && !parameters.equals("java.time.Clock");
    };
  }

  private boolean isOurs(JavaClass c) {
    return c.getPackageName().startsWith(root + ".");
  }

  /** The first package below the root: a context, kit, contracts, gateway, app. */
  private String area(JavaClass c) {
    return part(c, 0);
  }

  /** The second package below the root: a room, or whose contract it is; empty at the door. */
  private String room(JavaClass c) {
    return part(c, 1);
  }

  private String part(JavaClass c, int index) {
    if (!isOurs(c)) {
      return "";
    }
    String[] parts = c.getPackageName().substring(root.length() + 1).split("\\.", -1);
    return index < parts.length ? parts[index] : "";
  }

  private Optional<String> context(JavaClass c) {
    return Optional.of(area(c)).filter(CONTEXTS::contains);
  }

  private boolean isIn(JavaClass c, String room) {
    return context(c).isPresent() && room(c).equals(room);
  }

  private boolean isInventory(JavaClass c) {
    return area(c).equals("inventory");
  }

  /** The simulator's command line measures how long it took; its histories must not. */
  private boolean isSimulated(JavaClass c) {
    return area(c).equals("proof") && room(c).equals("sim") && !c.getSimpleName().equals("SimMain");
  }

  private boolean isSbe(JavaClass c) {
    return area(c).equals("contracts") && room(c).equals("sbe");
  }

  private boolean isStub(JavaClass c) {
    return area(c).equals("contracts") && c.getName().replaceAll("\\$.*", "").endsWith("Grpc");
  }

  private boolean isGenerated(JavaClass c) {
    return area(c).equals("contracts")
        || (isOurs(c) && (c.getPackageName() + ".").contains(".schema."));
  }

  private static boolean isSql(JavaClass c) {
    return isUnder(c, "java.sql", "javax.sql", "org.jooq", "org.flywaydb", "org.h2", "com.zaxxer");
  }

  private static boolean isWire(JavaClass c) {
    return !isAddress(c)
        && isUnder(
            c, "io.grpc", "com.google.protobuf", "com.linecorp", "com.fasterxml", "java.net");
  }

  private static boolean isPureJdk(JavaClass c) {
    return c.isPrimitive()
        || isUnder(c, "org.jspecify")
        || isAddress(c)
        || (isUnder(c, "java", "javax.crypto")
            && !isUnder(
                c, "java.io", "java.net", "java.nio.file", "java.nio.channels", "java.sql"));
  }

  /** A value that happens to live beside sockets. */
  private static boolean isAddress(JavaClass c) {
    return c.getName().equals("java.net.URI");
  }

  private static boolean isUnder(JavaClass c, String... packages) {
    for (String name : packages) {
      if ((c.getPackageName() + ".").startsWith(name + ".")) {
        return true;
      }
    }
    return false;
  }

  private static DescribedPredicate<JavaClass> are(
      String description, Predicate<JavaClass> predicate) {
    return describe("are " + description, predicate);
  }

  private static ArchCondition<JavaClass> dependOnlyOn(
      String description, BiPredicate<JavaClass, JavaClass> allowed) {
    return new ArchCondition<>("depend only on " + description) {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        for (Dependency dependency : item.getDirectDependenciesFromSelf()) {
          if (!allowed.test(item, dependency.getTargetClass().getBaseComponentType())) {
            events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
          }
        }
      }
    };
  }
}
