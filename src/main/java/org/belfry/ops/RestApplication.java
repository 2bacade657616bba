package org.belfry.ops;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.belfry.backend.NotifyResource;
import org.belfry.backend.TokensResource;
import org.belfry.backend.UsersResource;
import org.belfry.console.ConsoleResource;
import org.belfry.live.LongPollResource;
import org.belfry.problem.ProblemMapper;
import org.belfry.user.InboxResource;

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
        LongPollResource.class,
        ConsoleResource.class,
        ProblemMapper.class);
  }
}
