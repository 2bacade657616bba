package org.belfry.bench.measure;

import java.util.ArrayList;
import java.util.List;
import org.belfry.bench.load.Audience;
import org.belfry.bench.load.Bytes;
import org.belfry.bench.load.Callers;
import org.belfry.bench.load.Mark;
import org.belfry.bench.load.Requests;

/**
 * What callers send to an audience. Each caller has users of its own and goes round among them, so
 * that the order in which a user's notifications were sent is known.
 */
final class Sending {

  private static final byte[] CREATED = Bytes.of("\"status\":201");

  private final Audience audience;
  private final Requests requests;
  private final int callers;
  private final int[] next;

  Sending(Audience audience, Requests requests, int callers) {
    this.audience = audience;
    this.requests = requests;
    this.callers = callers;
    next = new int[callers];
  }

  /** The caller's next notification to one user, as of now. */
  String one(int caller) {
    var user = caller + callers * next[caller];
    next[caller] = user + callers < audience.size() ? next[caller] + 1 : 0;
    var mark = new Mark(user, audience.ledger().issue(user), System.nanoTime());
    return Requests.notification(audience.user(user), mark);
  }

  byte[] request(int caller) {
    return requests.send(one(caller));
  }

  /** One notification a request. */
  Callers.Work single() {
    return new Callers.Work() {
      @Override
      public byte[] next(int caller) {
        return request(caller);
      }

      @Override
      public boolean accepted(int status, byte[] body) {
        return status == 201;
      }
    };
  }

  /** So many notifications a request. */
  Callers.Work batches(int size) {
    return new Callers.Work() {
      @Override
      public byte[] next(int caller) {
        var all = new ArrayList<String>(size);
        for (var i = 0; i < size; i++) {
          all.add(one(caller));
        }
        return requests.sendAll(all);
      }

      @Override
      public boolean accepted(int status, byte[] body) {
        return status / 100 == 2 && Bytes.count(body, 0, body.length, CREATED) == size;
      }
    };
  }

  /** Each request is one notification to the whole block of users that is the caller's own. */
  Callers.Work toMany() {
    return new Callers.Work() {
      @Override
      public byte[] next(int caller) {
        return requests.send(many(caller));
      }

      @Override
      public boolean accepted(int status, byte[] body) {
        return status == 201;
      }
    };
  }

  private String many(int caller) {
    var block = audience.size() / callers;
    List<String> users = new ArrayList<>(block);
    var number = 0;
    for (var user = caller * block; user < (caller + 1) * block; user++) {
      users.add(audience.user(user));
      number = audience.ledger().issue(user);
    }
    return Requests.notification(users, new Mark(Mark.SEVERAL, number, System.nanoTime()));
  }
}
