/**
 * The application that the public conformance suites of Engine.IO and Socket.IO expect, on the
 * engine as it is shipped: what comes goes back. It lets everybody in, so it is a test deployment.
 */
package org.belfry.echo;
