package org.belfry.user;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import org.belfry.inbox.Counts;
import org.belfry.inbox.InboxActions;
import org.belfry.json.Json;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.ProblemKind;

/**
 * Everything a user may do to his inbox, each once: its name, its fields, their bounds and its
 * effect. REST, WebSocket and Socket.IO ask here; a new one is an entry here, and a path.
 */
@Singleton
public class InboxCommands {

  /** Fields of "read": one of the two. */
  private record Read(Long upTo, List<Long> seqs) {}

  /** Fields of what is done to several items. */
  private record Several(List<Long> seqs) {}

  /** Fields of "archive"; back again where it says so. */
  private record Archive(List<Long> seqs, Boolean archived) {}

  /** Fields of "seen". */
  private record Seen(Long upTo) {}

  /** Reads the fields as the type that the command wants. */
  private interface Fields extends Function<Class<?>, Object> {}

  private final InboxLimits limits;
  private final Map<String, BiFunction<UserId, Fields, Supplier<Counts>>> commands =
      new LinkedHashMap<>();

  @Inject
  InboxCommands(InboxActions actions, InboxLimits limits) {
    this.limits = limits;
    command("read", Read.class, (user, read) -> read(actions, user, read));
    command(
        "unread",
        Several.class,
        (user, several) -> {
          var seqs = limits.seqs(several.seqs());
          return () -> actions.read(user, seqs, false);
        });
    command(
        "seen",
        Seen.class,
        (user, seen) -> {
          var upTo = InboxLimits.upTo(seen.upTo());
          return () -> actions.seen(user, upTo);
        });
    command(
        "archive",
        Archive.class,
        (user, archive) -> {
          var seqs = limits.seqs(archive.seqs());
          var archived = !Boolean.FALSE.equals(archive.archived());
          return () -> actions.archive(user, seqs, archived);
        });
    command(
        "remove",
        Several.class,
        (user, several) -> {
          var seqs = limits.seqs(several.seqs());
          return () -> actions.remove(user, seqs);
        });
  }

  private <F> void command(
      String name, Class<F> type, BiFunction<UserId, F, Supplier<Counts>> checked) {
    commands.put(name, (user, fields) -> checked.apply(user, type.cast(fields.apply(type))));
  }

  private Supplier<Counts> read(InboxActions actions, UserId user, Read read) {
    if ((read.upTo() == null) == (read.seqs() == null)) {
      throw new Problem(ProblemKind.MISSING_FIELD, "one of upTo and seqs has to be given")
          .withField("upTo");
    }
    if (read.upTo() != null) {
      var upTo = InboxLimits.upTo(read.upTo());
      return () -> actions.readUpTo(user, upTo);
    }
    var seqs = limits.seqs(read.seqs());
    return () -> actions.read(user, seqs, true);
  }

  /** The names of all commands. */
  public Set<String> names() {
    return commands.keySet();
  }

  /**
   * Checks a command, and returns what carries it out and tells the counts as of then.
   *
   * @param name one of {@link #names()}
   * @throws Problem 400 naming the field and its rule
   */
  public Supplier<Counts> checked(UserId user, String name, JsonNode fields) {
    return commands.get(name).apply(user, as -> Json.read(fields, as));
  }

  Supplier<Counts> checked(UserId user, String name, InputStream body) {
    var json = Json.limited(body, limits.bodyBytes());
    return commands.get(name).apply(user, as -> Json.read(json, as));
  }
}
