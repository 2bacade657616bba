package org.belfry.bench.peer;

import io.undertow.Handlers;
import io.undertow.Undertow;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import io.undertow.websockets.core.AbstractReceiveListener;
import io.undertow.websockets.core.WebSocketChannel;
import io.undertow.websockets.core.WebSockets;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * What this machine can do at best: Undertow with WebSockets, and group commit by plain JDBC of one
 * row and one counter per recipient. No security, no JSON library, no resume, no bounds: no server
 * to use, only one to be measured against.
 */
public final class Bare {

  private static final int MOST = 1_000;

  private static final String SCHEMA =
      """
      create table if not exists counter (user_id text collate "C" primary key, unread bigint not null)
        with (fillfactor = 60);
      create table if not exists item (
        id bigint generated always as identity primary key, user_id text not null, content text not null)
      """;

  private static final String APPEND =
      """
      with new as (select * from unnest(?::text[], ?::text[]) as n (user_id, content)),
           counted as (
             insert into counter as c (user_id, unread)
             select user_id, count(*) from new group by user_id order by user_id collate "C"
             on conflict (user_id) do update set unread = c.unread + excluded.unread)
      insert into item (user_id, content) select user_id, content from new
      """;

  private record Send(HttpServerExchange exchange, List<String> users, List<String> contents) {}

  private final BlockingQueue<Send> waiting = new LinkedBlockingQueue<>();
  private final Map<String, WebSocketChannel> sockets = new ConcurrentHashMap<>();
  private final Connection database;

  private Bare(Connection database) {
    this.database = database;
  }

  /** {@code port url user password}. */
  public static void main(String[] arguments) throws SQLException {
    var database = DriverManager.getConnection(arguments[1], arguments[2], arguments[3]);
    try (var statement = database.createStatement()) {
      statement.execute(SCHEMA);
    }
    var bare = new Bare(database);
    new Thread(bare::commit, "committer").start();
    Undertow.builder()
        .addHttpListener(Integer.parseInt(arguments[0]), "127.0.0.1")
        .setHandler(
            Handlers.path()
                .addPrefixPath("/ws", Handlers.websocket((e, channel) -> bare.open(channel)))
                .addPrefixPath("/", bare::post))
        .build()
        .start();
  }

  private void open(WebSocketChannel channel) {
    var user = channel.getUrl().replaceFirst(".*user=", "");
    sockets.put(user, channel);
    channel.addCloseTask(closed -> sockets.remove(user, closed));
    channel.getReceiveSetter().set(new AbstractReceiveListener() {});
    channel.resumeReceives();
  }

  private void post(HttpServerExchange exchange) {
    exchange
        .getRequestReceiver()
        .receiveFullBytes(
            (e, body) -> {
              var json = new String(body, StandardCharsets.UTF_8);
              var send = new Send(e, new ArrayList<>(), new ArrayList<>());
              for (var at = 0; at >= 0; ) {
                at = notification(json, at, send);
              }
              e.dispatch(SameThreadExecutor.INSTANCE, () -> waiting.add(send));
            });
  }

  /** Takes {@code {"to":["…",…],rest}} as it stands; answers where the next one begins, or -1. */
  private static int notification(String json, int from, Send send) {
    var users = json.indexOf("\"to\":[", from) + 6;
    var end = json.indexOf(']', users);
    var next = json.indexOf("{\"to\":[", end);
    var last = json.lastIndexOf('}', next < 0 ? json.length() : next);
    var content = "{" + json.substring(end + 2, last + 1);
    for (var user : json.substring(users + 1, end - 1).split("\",\"")) {
      send.users.add(user);
      send.contents.add(content);
    }
    return next;
  }

  private void commit() {
    var batch = new ArrayList<Send>();
    while (true) {
      try {
        batch.add(waiting.take());
        waiting.drainTo(batch, MOST);
        append(batch);
        batch.forEach(this::deliver);
        batch.clear();
      } catch (InterruptedException | SQLException e) {
        e.printStackTrace();
        System.exit(1);
      }
    }
  }

  private void append(List<Send> batch) throws SQLException {
    var users = batch.stream().flatMap(send -> send.users.stream()).toArray();
    var contents = batch.stream().flatMap(send -> send.contents.stream()).toArray();
    try (var statement = database.prepareStatement(APPEND)) {
      statement.setArray(1, database.createArrayOf("text", users));
      statement.setArray(2, database.createArrayOf("text", contents));
      statement.executeUpdate();
    }
  }

  private void deliver(Send send) {
    for (var i = 0; i < send.users.size(); i++) {
      var socket = sockets.get(send.users.get(i));
      if (socket != null) {
        var frame = send.contents.get(i).getBytes(StandardCharsets.UTF_8);
        WebSockets.sendText(ByteBuffer.wrap(frame), socket, null);
      }
    }
    send.exchange.getIoThread().execute(() -> answer(send));
  }

  private static void answer(Send send) {
    send.exchange.setStatusCode(201);
    var one = "{\"status\":201,\"recipients\":1}";
    var all = (one + ",").repeat(send.users.size() - 1) + one;
    send.exchange.getResponseSender().send("[" + all + "]");
  }
}
