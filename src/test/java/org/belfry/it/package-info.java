/**
 * The packaged WAR, deployed on a managed WildFly with a real PostgreSQL, seen from outside. The
 * build's failsafe plugin says where both are; without it nothing here is started.
 */
package org.belfry.it;
