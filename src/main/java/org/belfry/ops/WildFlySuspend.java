package org.belfry.ops;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jboss.as.server.CurrentServiceContainer;
import org.jboss.as.server.suspend.ServerResumeContext;
import org.jboss.as.server.suspend.ServerSuspendContext;
import org.jboss.as.server.suspend.SuspendableActivity;
import org.jboss.as.server.suspend.SuspendableActivityRegistry;
import org.jboss.as.server.suspend.SuspendableActivityRegistry.SuspendPriority;
import org.jboss.msc.Service;
import org.jboss.msc.service.ServiceController;
import org.jboss.msc.service.ServiceName;
import org.jboss.msc.service.StartContext;
import org.jboss.msc.service.StopContext;

/**
 * WildFly: a server that stops suspends first, and suspending closes all WebSockets with 1001. The
 * preparation for that comes earlier still, and is where Belfry says its own goodbye; then it has
 * the listeners closed, because from there on WildFly answers in Belfry's place, and with 404. The
 * web context depends on nothing that would keep it until the goodbye is said when there is no
 * suspension, as in an undeploy; so there is a service that depends on the context, and is stopped
 * before it. Only to be touched on WildFly: elsewhere the types it names are missing.
 */
final class WildFlySuspend implements SuspendableActivity {

  private static final Logger LOG = System.getLogger(WildFlySuspend.class.getName());

  /** How long WildFly waits on SIGTERM, in seconds; unless it is set, not at all. */
  private static final String PATIENCE = "org.wildfly.sigterm.suspend.timeout";

  /** What WildFly calls the service of a web context, beneath that of its deployment. */
  private static final String CONTEXT = "undertow-deployment";

  private final Runnable stop;

  private WildFlySuspend(Runnable stop) {
    this.stop = stop;
  }

  /**
   * Has {@code stop} run when the server or this deployment is about to stop; returns what takes
   * that back.
   */
  static Runnable before(Runnable stop) {
    if (Integer.getInteger(PATIENCE, 0) == 0) {
      LOG.log(
          Level.WARNING,
          "event=stop-not-graceful property={0} advice=\"set it as server.cli in wildfly-config does:"
              + " without it a server that is stopped refuses connections while it says goodbye\"",
          PATIENCE);
    }
    var container = CurrentServiceContainer.getServiceContainer();
    var name = ServiceName.parse(SuspendableActivityRegistry.SERVICE_DESCRIPTOR.getName());
    var builder = container.addService();
    Supplier<SuspendableActivityRegistry> registry = builder.requires(name);
    container.getServiceNames().stream()
        .filter(WildFlySuspend::isOfThisContext)
        .forEach(builder::requires);
    builder.setInstance(new Registration(registry, new WildFlySuspend(stop)));
    var installed = builder.install();
    return () -> installed.setMode(ServiceController.Mode.REMOVE);
  }

  /** The class loader of a deployment is called after it. */
  private static boolean isOfThisContext(ServiceName name) {
    return name.getSimpleName().equals(CONTEXT)
        && name.getParent() != null
        && WildFlySuspend.class
            .getClassLoader()
            .toString()
            .contains("\"deployment." + name.getParent().getSimpleName() + "\"");
  }

  /** A service of the server's own kind, which is the only way to another of its services. */
  private record Registration(
      Supplier<SuspendableActivityRegistry> registry, WildFlySuspend activity) implements Service {

    @Override
    public void start(StartContext context) {
      registry.get().registerActivity(activity, SuspendPriority.FIRST);
    }

    @Override
    public void stop(StopContext context) {
      registry.get().unregisterActivity(activity);
      context.asynchronous();
      CompletableFuture.runAsync(activity.stop).whenComplete((done, error) -> context.complete());
    }
  }

  @Override
  public CompletionStage<Void> prepare(ServerSuspendContext context) {
    return context.isStopping()
        ? CompletableFuture.runAsync(stop).thenRun(WildFlyListeners::close)
        : COMPLETED;
  }

  @Override
  public CompletionStage<Void> suspend(ServerSuspendContext context) {
    return COMPLETED;
  }

  @Override
  public CompletionStage<Void> resume(ServerResumeContext context) {
    return COMPLETED;
  }
}
