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
 * preparation for that comes earlier still, and is where Belfry says its own goodbye. Only to be
 * touched on WildFly: elsewhere the types it names are missing.
 */
final class WildFlySuspend implements SuspendableActivity {

  private static final Logger LOG = System.getLogger(WildFlySuspend.class.getName());

  private final Runnable stop;

  private WildFlySuspend(Runnable stop) {
    this.stop = stop;
  }

  /** How long WildFly waits on SIGTERM, in seconds; unless it is set, not at all. */
  private static final String PATIENCE = "org.wildfly.sigterm.suspend.timeout";

  /** Has {@code stop} run when the server is about to stop; returns what takes that back. */
  static Runnable before(Runnable stop) {
    if (Integer.getInteger(PATIENCE, 0) == 0) {
      LOG.log(
          Level.WARNING,
          "event=stop-not-graceful property={0} advice=\"set it as server.cli in wildfly-config does:"
              + " without it a server that is stopped answers 404 for seconds\"",
          PATIENCE);
    }
    var name = ServiceName.parse(SuspendableActivityRegistry.SERVICE_DESCRIPTOR.getName());
    var builder = CurrentServiceContainer.getServiceContainer().addService();
    Supplier<SuspendableActivityRegistry> registry = builder.requires(name);
    builder.setInstance(new Registration(registry, new WildFlySuspend(stop)));
    var installed = builder.install();
    return () -> installed.setMode(ServiceController.Mode.REMOVE);
  }

  /** A service of the server's own kind, which is the only way to another of its services. */
  private record Registration(
      Supplier<SuspendableActivityRegistry> registry, SuspendableActivity activity)
      implements Service {

    @Override
    public void start(StartContext context) {
      registry.get().registerActivity(activity, SuspendPriority.FIRST);
    }

    @Override
    public void stop(StopContext context) {
      registry.get().unregisterActivity(activity);
    }
  }

  @Override
  public CompletionStage<Void> prepare(ServerSuspendContext context) {
    return context.isStopping() ? CompletableFuture.runAsync(stop) : COMPLETED;
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
