package org.belfry.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Random;
import org.belfry.inbox.read.LogQuery;
import org.belfry.model.Cursor;
import org.belfry.model.UserId;
import org.junit.jupiter.api.Test;

class ReadQueueTest {

  private final ReadQueue queue = new ReadQueue();

  private FakeFollower add(UserId user, long after) {
    var follower = new FakeFollower(user, LogQuery.changes(user, new Cursor("e", after)));
    queue.add(follower);
    return follower;
  }

  private List<String> usersOf(List<ReadQueue.Group> batch) {
    return batch.stream().map(group -> group.reading().user().value()).toList();
  }

  @Test
  void a_stranger_is_in_the_next_batch_however_many_of_one_user_wait() throws Exception {
    for (var i = 0; i < 1_000; i++) {
      add(UserId.stored("heavy"), i);
    }
    add(UserId.stored("stranger"), 0);
    var batch = queue.take(64);
    assertThat(usersOf(batch)).containsExactly("heavy", "heavy", "heavy", "heavy", "stranger");
    assertThat(queue.size()).isEqualTo(996);
  }

  @Test
  void those_who_want_the_same_are_read_for_once() throws Exception {
    for (var i = 0; i < 300; i++) {
      add(UserId.stored("ada"), 7);
    }
    var batch = queue.take(64);
    assertThat(batch).hasSize(1);
    assertThat(batch.get(0).followers()).hasSize(300);
    assertThat(queue.size()).isZero();
  }

  @Test
  void those_who_have_hung_up_are_not_read_for() throws Exception {
    add(UserId.stored("ada"), 1).gone = true;
    var stays = add(UserId.stored("ada"), 2);
    add(UserId.stored("bob"), 1).gone = true;
    var batch = queue.take(64);
    assertThat(batch).hasSize(1);
    assertThat(batch.get(0).followers()).containsExactly(stays);
  }

  @Test
  void everybody_gets_a_turn_and_none_is_lost() throws Exception {
    var random = new Random(7);
    var waiting = new ArrayList<FakeFollower>();
    for (var i = 0; i < 5_000; i++) {
      waiting.add(
          add(
              UserId.stored("user-" + random.nextInt(1 + random.nextInt(300))),
              random.nextInt(20)));
    }
    var rounds = new HashMap<FakeFollower, Integer>();
    for (var round = 0; queue.size() > 0; round++) {
      for (var group : queue.take(64)) {
        for (var subscriber : group.followers()) {
          assertThat(rounds.put((FakeFollower) subscriber, round)).as("once").isNull();
          assertThat(subscriber.query()).isEqualTo(group.reading());
        }
      }
    }
    assertThat(rounds.keySet()).containsExactlyInAnyOrderElementsOf(waiting);
  }
}
