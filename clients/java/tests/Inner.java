// SPDX-License-Identifier: Apache-2.0
package coracle;

import static coracle.Asking.configMap;
import static coracle.Asking.configMaps;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Tests as users write them, which {@link CoracleTest} runs and looks at from outside. */
final class Inner {
  private Inner() {}

  /** 20 at once write the same names; one fails. */
  @ExtendWith(Coracle.class)
  static class Alone {
    @RepeatedTest(20)
    void seesItsOwn(Coracle.World world, RepetitionInfo repetition) throws Exception {
      world.apply(configMap("same", repetition.getCurrentRepetition()));
      assertEquals(String.valueOf(repetition.getCurrentRepetition()), String.join(" ", configMaps(world)));
    }

    @Test
    void fails(Coracle.World world, Coracle.Server server) {
      assertTrue(CoracleTest.worlds(server).contains(world.name()) && Files.exists(world.kubeconfigFile()));
      fail("as a test may");
    }
  }

  /** Each begins with what its class has prepared, and that of a class within with more. */
  @ExtendWith(Coracle.class)
  static class Prepared {
    static int times;

    @BeforeAll
    static void prepare(Coracle.World world) {
      times++;
      world.apply(configMap("of-all", "all"));
    }

    @BeforeEach
    void begin(Coracle.World world) {
      world.apply(configMap("of-each", "each"));
    }

    @RepeatedTest(3)
    void isAFork(Coracle.World world, RepetitionInfo repetition) throws Exception {
      world.apply(configMap("own", repetition.getCurrentRepetition()));
      assertEquals("all each " + repetition.getCurrentRepetition(), String.join(" ", configMaps(world)));
      // They go with their world.
      world.fork().snapshot();
      assertEquals(1, times);
    }

    @Nested
    class Within {
      @BeforeAll
      static void prepareMore(Coracle.World world) {
        world.apply(configMap("of-within", "within"));
      }

      @Test
      void isAForkOfTheFork(Coracle.World world) throws Exception {
        assertEquals("all each within", String.join(" ", configMaps(world)));
      }
    }
  }

  /** Says that it has begun, and takes longer than anybody waits. */
  @ExtendWith(Coracle.class)
  static class Long {
    @Test
    void takesLong(Coracle.World world, Coracle.Server server) throws Exception {
      Path began = Path.of(System.getenv("BEGAN"));
      assertTrue(server.pid().isEmpty() || Files.exists(world.kubeconfigFile()));
      Files.writeString(began.resolveSibling("writing"), server.pid().map(String::valueOf).orElse(""));
      Files.move(began.resolveSibling("writing"), began);
      Thread.sleep(600_000);
    }
  }

  /** Asks for a world where it cannot have one. */
  @ExtendWith(Coracle.class)
  static class Constructed {
    Constructed(Coracle.World world) {
      fail("it has " + world);
    }

    @Test
    void isNotReached() {}
  }
}
