package org.belfry.live;

import jakarta.servlet.http.HttpServletRequest;

/**
 * What somebody shows who wants to follow an inbox; all but the transport may be null.
 *
 * @param token shown otherwise than by the Authorization header, which goes before it
 */
public record ConnectRequest(
    String transport, String authorization, String token, String remoteAddress, String userAgent) {

  /** Of a request by HTTP. */
  public static ConnectRequest of(String transport, HttpServletRequest request, String token) {
    return new ConnectRequest(
        transport,
        request.getHeader("Authorization"),
        token,
        request.getRemoteAddr(),
        request.getHeader("User-Agent"));
  }

  /** Without what was shown: whoever reads it in a log could be that user. */
  @Override
  public String toString() {
    return "ConnectRequest[transport=" + transport + ", remoteAddress=" + remoteAddress + "]";
  }
}
