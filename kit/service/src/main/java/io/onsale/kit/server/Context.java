package io.onsale.kit.server;

import io.grpc.BindableService;
import io.onsale.kit.events.EventLog;
import io.onsale.kit.events.Subscription;
import io.onsale.kit.life.Component;
import io.onsale.kit.life.Readiness;
import java.util.ArrayList;
import java.util.List;

/**
 * One context as a process sees it. See the package for an example.
 *
 * @param name as peers call it: {@code orders}
 * @param services gRPC edges, served to the peers
 * @param components started in this order, before anything is served; stopped in reverse
 * @param publications what it publishes: one event log at most for each source name
 * @param subscriptions what it takes from others
 * @param checks what must say yes before calls may come
 * @param routes public HTTP routes; only the gateway has some
 * @param waits whether its edges may wait, for a database or a peer. Those of one that does not are
 *     called within this process on the thread that calls, and answer there too
 */
public record Context(
    String name,
    List<BindableService> services,
    List<Component> components,
    List<EventLog> publications,
    List<Subscription> subscriptions,
    List<Readiness.Check> checks,
    List<Routes> routes,
    boolean waits) {

  public Context {
    services = List.copyOf(services);
    components = List.copyOf(components);
    publications = List.copyOf(publications);
    subscriptions = List.copyOf(subscriptions);
    checks = List.copyOf(checks);
    routes = List.copyOf(routes);
  }

  /** Begins a context. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** Collects the parts of a context. */
  public static final class Builder {
    private final String name;
    private final List<BindableService> services = new ArrayList<>();
    private final List<Component> components = new ArrayList<>();
    private final List<EventLog> publications = new ArrayList<>();
    private final List<Subscription> subscriptions = new ArrayList<>();
    private final List<Readiness.Check> checks = new ArrayList<>();
    private final List<Routes> routes = new ArrayList<>();
    private boolean waits = true;

    private Builder(String name) {
      this.name = name;
    }

    /** A gRPC edge. */
    public Builder service(BindableService service) {
      services.add(service);
      return this;
    }

    /** Something to start and stop, in the order of these calls. */
    public Builder component(Component component) {
      components.add(component);
      return this;
    }

    /** Something to start and stop. */
    public Builder component(String part, Component.Step start, Component.Step stop) {
      return component(Component.of(part, start, stop));
    }

    /** What this context tells the others: its outbox. */
    public Builder publishes(EventLog log) {
      publications.add(log);
      return this;
    }

    /** What this context wants to be told. */
    public Builder subscribes(Subscription subscription) {
      subscriptions.add(subscription);
      return this;
    }

    /** What must say yes before calls may come. */
    public Builder ready(String check, Readiness.Question question) {
      checks.add(new Readiness.Check(check, question));
      return this;
    }

    /** Public HTTP routes. */
    public Builder routes(Routes more) {
      routes.add(more);
      return this;
    }

    /** Its edges never wait: no thread is needed to call them. */
    public Builder neverWaits() {
      waits = false;
      return this;
    }

    public Context build() {
      return new Context(
          name, services, components, publications, subscriptions, checks, routes, waits);
    }
  }
}
