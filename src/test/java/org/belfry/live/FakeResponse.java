package org.belfry.live;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Keeps what a servlet answers: its status, its type, its headers and its text. */
final class FakeResponse {

  /** Says what a call of a method gives back. */
  interface Answers {
    Object to(String called, Object[] arguments);
  }

  final Map<String, Object> headers = new HashMap<>();
  private final ByteArrayOutputStream said = new ByteArrayOutputStream();

  String text() {
    return said.toString(StandardCharsets.UTF_8);
  }

  HttpServletResponse response() {
    return stub(
        HttpServletResponse.class,
        (called, arguments) -> {
          switch (called) {
            case "setStatus" -> headers.put("status", arguments[0]);
            case "setContentType" -> headers.put("type", arguments[0]);
            case "setHeader" -> headers.put((String) arguments[0], arguments[1]);
            case "getOutputStream" -> {
              return new Output();
            }
            default -> {}
          }
          return null;
        });
  }

  static <T> T stub(Class<T> type, Answers answers) {
    return type.cast(
        Proxy.newProxyInstance(
            FakeResponse.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, called, arguments) -> answers.to(called.getName(), arguments)));
  }

  private final class Output extends ServletOutputStream {

    @Override
    public void write(int b) {
      said.write(b);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {}
  }
}
