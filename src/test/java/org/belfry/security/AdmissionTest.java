package org.belfry.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Map;
import org.belfry.live.Admission;
import org.belfry.live.ConnectRequest;
import org.belfry.model.UserId;
import org.belfry.problem.Problem;
import org.belfry.problem.RecentIncidents;
import org.belfry.session.ClientInfo;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private final SecuritySettings settings = Tokens.settings(Map.of(), Tokens.SECRET, null);
  private final ArrayList<String> logged = new ArrayList<>();
  private boolean isFull;
  private final Admission admission =
      new Admission(
          Tokens.callers(settings),
          new Origins(settings),
          new RecentIncidents(Clock.systemUTC(), (door, why, remote) -> logged.add(why.code())),
          null,
          () -> isFull);

  private Admission.Admitted admit(String authorization, String token) {
    return admission.admit(
        new ConnectRequest("socketio", authorization, token, "192.0.2.1", "test"));
  }

  @Test
  void a_user_is_the_same_however_the_token_is_shown() throws Exception {
    var token = Tokens.hs256(Tokens.claims().build());
    var user = new User(UserId.stored("42"), Tokens.NOW.plusSeconds(60));
    var client = new ClientInfo(UserId.stored("42"), "socketio", "192.0.2.1", "test");
    var expected = new Admission.Admitted(user, client);
    assertThat(admit("Bearer " + token, null)).isEqualTo(expected);
    assertThat(admit(null, token)).isEqualTo(expected);
    assertThat(admit("Basic of-a-proxy", token)).isEqualTo(expected);
  }

  @Test
  void a_node_that_is_full_looks_at_nobodys_token_and_says_when_to_come_back() {
    isFull = true;
    assertThatThrownBy(() -> admit("Bearer nonsense", null))
        .isInstanceOfSatisfying(
            Problem.class,
            e -> {
              assertThat(e.code()).isEqualTo("overloaded");
              assertThat(e.retryAfterSeconds()).isEqualTo(5);
              assertThat(e.closeCode().isFinal()).isFalse();
            });
  }

  @Test
  void what_was_shown_is_in_no_text() {
    assertThat(new ConnectRequest("sse", "Bearer secret", "secret", null, null).toString())
        .doesNotContain("secret");
  }
}
