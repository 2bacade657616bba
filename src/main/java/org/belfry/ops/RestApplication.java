package org.belfry.ops;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.belfry.console.ConsoleResource;
import org.belfry.live.ChangesResource;
import org.belfry.live.InboxResource;
import org.belfry.notify.NotifyResource;
import org.belfry.notify.TokensResource;
import org.belfry.notify.UsersResource;
import org.belfry.problem.ProblemMapper;

/**
 * The REST interface, version 1. Named classes only: no provider comes in by itself. Resources have
 * their collaborators injected into fields, because RESTEasy insists on a constructor that it could
 * call itself.
 */
@ApplicationPath("/api/v1")
public class RestApplication extends Application {

  @Override
  public Set<Class<?>> getClasses() {
    return Set.of(
        NotifyResource.class,
        TokensResource.class,
        UsersResource.class,
        InboxResource.class,
        ChangesResource.class,
        ConsoleResource.class,
        ProblemMapper.class);
  }
}
