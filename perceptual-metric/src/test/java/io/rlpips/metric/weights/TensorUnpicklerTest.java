package io.rlpips.metric.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TensorUnpicklerTest {
    @Test
    void primitivesAndContainersAreRead() {
        Object root = PickleBytes.protocol2()
                .op('}', '(')
                .text("epoch")
                .number(7)
                .text("large")
                .number(1L << 40)
                .text("names")
                .op(']', '(')
                .text("a")
                .op('N', 'e')
                .op('u')
                .read();

        assertThat(root).asInstanceOf(InstanceOfAssertFactories.MAP).satisfies(map -> {
            assertThat(map.get("epoch")).isEqualTo(7);
            assertThat(map.get("large")).isEqualTo(1L << 40);
            assertThat((List<?>) map.get("names")).hasSize(2).first().isEqualTo("a");
        });
    }

    @Test
    void dictionariesKeepTheOrderOfTheFile() {
        PickleBytes pickle = PickleBytes.protocol2().op('}', '(');
        for (int i = 50; i > 0; i--) {
            pickle.text("key" + i).number(i);
        }

        Map<?, ?> read = (Map<?, ?>) pickle.op('u').read();

        assertThat(read.values().stream().map(Integer.class::cast).toList())
                .isSortedAccordingTo((a, b) -> Integer.compare(b, a));
    }

    @Test
    void orderedDictionariesOfPython2ListTheirPairs() {
        Object root = PickleBytes.protocol2()
                .global("collections", "OrderedDict")
                .op(']', ']')
                .text("a")
                .op('a')
                .number(1)
                .op('a', 'a')
                .raw(0x85)
                .op('R')
                .read();

        assertThat(root).isEqualTo(Map.of("a", 1));
    }

    @Test
    void attributesOfDictionariesAreDropped() {
        Object root = PickleBytes.protocol2()
                .global("collections", "OrderedDict")
                .op(')', 'R')
                .op('}')
                .text("_metadata")
                .op('N', 's', 'b')
                .read();

        assertThat(root).isEqualTo(Map.of());
    }

    @Test
    void aParameterIsItsTensor() {
        Object root = PickleBytes.protocol2()
                .global("torch._utils", "_rebuild_parameter")
                .op('(')
                .tensor("FloatStorage", "0", 6, 0, new long[] {2, 3}, new long[] {3, 1})
                .raw(0x88)
                .op('N', 't', 'R')
                .read();

        assertThat(root)
                .isEqualTo(new TensorView(
                        new StorageReference(ElementType.FLOAT32, "0", 6), 0, List.of(2L, 3L), List.of(3L, 1L)));
    }

    /** The second group are constructors that the pickle library knows by itself. */
    @ParameterizedTest
    @CsvSource({
        "os, system",
        "posix, system",
        "subprocess, Popen",
        "builtins, eval",
        "__builtin__, eval",
        "builtins, getattr",
        "torch.hub, load",
        "torch, load",
        "numpy.core.multiarray, _reconstruct",
        "builtins, bytearray",
        "builtins, complex",
        "builtins, set",
        "builtins, Exception",
        "exceptions, ValueError",
        "array, array",
        "array, _array_reconstructor",
        "datetime, datetime",
        "datetime, timedelta",
        "decimal, Decimal",
        "pytz, _UTC",
        "_codecs, encode",
        "copy_reg, _reconstructor",
        "operator, attrgetter"
    })
    void everyOtherGlobalIsForbiddenHoweverItIsNamed(String module, String name) {
        assertRefused(() -> PickleBytes.protocol2().global(module, name).read(), module + "." + name);
        assertRefused(
                () -> PickleBytes.protocol2().text(module).text(name).raw(0x93).read(), module + "." + name);
        assertRefused(
                () -> PickleBytes.protocol2()
                        .op('(', 'i')
                        .line(module)
                        .line(name)
                        .read(),
                module + "." + name);
        assertRefused(
                () -> PickleBytes.protocol2()
                        .global(module, name)
                        .op('(')
                        .text("true")
                        .op('t', 'R')
                        .read(),
                module + "." + name);
    }

    @Test
    void anAllowedClassCannotBeInstantiatedByAnotherOpcode() {
        assertRefused(
                () -> PickleBytes.protocol2()
                        .global("collections", "OrderedDict")
                        .op(')')
                        .raw(0x81)
                        .read(),
                "0x81");
        assertRefused(
                () -> PickleBytes.protocol2()
                        .op('(')
                        .global("collections", "OrderedDict")
                        .op('o')
                        .read(),
                "0x6f");
        assertRefused(
                () -> PickleBytes.protocol2()
                        .op('(', 'i')
                        .line("collections")
                        .line("OrderedDict")
                        .read(),
                "collections.OrderedDict");
    }

    /** EXT1, EXT2, EXT4, NEWOBJ_EX, LONG4, BINUNICODE8, BINBYTES8, FROZENSET, BYTEARRAY8, NEXT_BUFFER, no opcode. */
    @ParameterizedTest
    @ValueSource(ints = {0x82, 0x83, 0x84, 0x92, 0x8b, 0x8d, 0x8e, 0x91, 0x96, 0x97, 0x98, 0xff, 0x00})
    void opcodesThatPyTorchDoesNotWriteAreForbidden(int opcode) {
        assertRefused(
                () -> PickleBytes.protocol2()
                        .raw(opcode, 1, 0, 0, 0, 0, 0, 0, 0)
                        .read(),
                "0x%02x".formatted(opcode));
    }

    @ParameterizedTest
    @ValueSource(chars = {'I', 'L', 'F', 'S', 'V', 'g', 'p', 'P', '2', '1', 'l', 'd'})
    void opcodesOfTheTextProtocolAreForbidden(char opcode) {
        assertRefused(() -> PickleBytes.protocol2().op('N', opcode).line("1").read(), "which is forbidden");
    }

    @Test
    void theResultOfACallCannotBeCalled() {
        assertRefused(
                () -> PickleBytes.protocol2()
                        .global("collections", "OrderedDict")
                        .op(')', 'R', ')', 'R')
                        .read(),
                "no constructor");
        assertRefused(
                () -> PickleBytes.protocol2()
                        .global("torch", "FloatStorage")
                        .op(')', 'R')
                        .read(),
                "no constructor");
    }

    @Test
    void stateOfAnythingButADictionaryIsRefused() {
        assertRefused(() -> PickleBytes.protocol2().op(']', '}', 'b').read(), "no dictionary");
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MAX_VALUE, -1, Integer.MIN_VALUE, 100})
    void announcedLengthsAreHeldAgainstTheBytesThatAreThere(int length) {
        for (char opcode : new char[] {'X', 'T', 'B'}) {
            assertRefused(
                    () -> PickleBytes.protocol2()
                            .op(opcode)
                            .integer(length)
                            .text("short")
                            .read(),
                    "announces " + length + " bytes");
        }
    }

    @Test
    void nestingIsNotFollowedByRecursion() {
        PickleBytes lists = PickleBytes.protocol2();
        PickleBytes tuples = PickleBytes.protocol2().op('N');
        for (int i = 0; i < 1_000_000; i++) {
            lists.op(']');
            tuples.raw(0x85);
        }
        for (int i = 1; i < 1_000_000; i++) {
            lists.op('a');
        }

        assertThat(lists.read() instanceof List<?>).isTrue();
        assertThat(tuples.read() instanceof Object[]).isTrue();
    }

    @Test
    void containersMayContainThemselves() {
        Object root = PickleBytes.protocol2()
                .op(']', 'q')
                .raw(0)
                .op('h')
                .raw(0)
                .op('a')
                .read();

        assertThat(((List<?>) root).get(0) == root).isTrue();
    }

    @Test
    void aContainerAsAKeyIsRefusedBeforeItIsHashed() {
        assertRefused(
                () -> PickleBytes.protocol2()
                        .op('}', ']', 'q')
                        .raw(0)
                        .op('h')
                        .raw(0)
                        .op('a', 'N', 's')
                        .read(),
                "as a key");
        assertRefused(() -> PickleBytes.protocol2().op('}', '(', ')', 'N', 'u').read(), "as a key");
    }

    @Test
    void doublingListsByReferenceTakesNoMemory() {
        PickleBytes bomb = PickleBytes.protocol2().op(']');
        for (int i = 0; i < 60; i++) {
            bomb.op('q').raw(i).op(']', '(', 'h').raw(i).op('h').raw(i).op('e');
        }

        assertThat(bomb.read() instanceof List<?>).isTrue();
    }

    @Test
    void aListExtendedAgainAndAgainTakesLinearTime() {
        PickleBytes pickle = PickleBytes.protocol2().op(']');
        for (int i = 0; i < 1_000_000; i++) {
            pickle.op('(', 'N', 'e');
        }

        Object root = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), pickle::read);

        assertThat(((List<?>) root).size()).isEqualTo(1_000_000);
    }

    @Test
    void copiesOfOneLongListAreLimited() {
        PickleBytes pickle = PickleBytes.protocol2()
                .global("collections", "OrderedDict")
                .op('q')
                .raw(0)
                .op(']', '(');
        for (int i = 0; i < 50_000; i++) {
            pickle.number(i).number(i).raw(0x86);
        }
        pickle.op('e', 'q').raw(1);
        for (int i = 0; i < 1000; i++) {
            pickle.op('h').raw(0).op('h').raw(1).raw(0x85).op('R');
        }

        assertRefused(pickle::read, "copies more than");
    }

    /** One long tuple can be handed to many tensors by a few bytes each. */
    @Test
    void aTensorOfMoreAxesThanAreReadIsRefusedBeforeTheyAreCopied() {
        long[] many = new long[9];
        Arrays.fill(many, 1);
        long[] one = {1};

        assertRefused(
                () -> PickleBytes.protocol2()
                        .tensor("FloatStorage", "0", 1, 0, many, one)
                        .read(),
                "9 axes, at most 8");
        assertRefused(
                () -> PickleBytes.protocol2()
                        .tensor("FloatStorage", "0", 1, 0, one, many)
                        .read(),
                "9 axes, at most 8");
    }

    @Test
    void aPairOfAnOrderedDictionaryThatHoldsOtherThanTwoIsRefused() {
        for (int length : new int[] {0, 1, 3, 100_000}) {
            PickleBytes pickle =
                    PickleBytes.protocol2().global("collections", "OrderedDict").op(']', ']', '(');
            for (int i = 0; i < length; i++) {
                pickle.number(i);
            }
            pickle.op('e', 'a').raw(0x85).op('R');

            assertRefused(pickle::read, "a pair of " + length + " for a dictionary");
        }
        assertRefused(
                () -> PickleBytes.protocol2()
                        .global("collections", "OrderedDict")
                        .op(']')
                        .numbers(1, 2, 3)
                        .op('a')
                        .raw(0x85)
                        .op('R')
                        .read(),
                "a pair of 3 for a dictionary");
    }

    @Test
    void aStorageIsDescribedInOneWay() {
        assertRefused(
                () -> PickleBytes.protocol2()
                        .storage("FloatStorage", "0", 5)
                        .storage("HalfStorage", "0", 5)
                        .read(),
                "'0' in two ways");
    }

    @Test
    void whatIsOutsideThePickleCanOnlyBeAStorage() {
        assertRefused(() -> PickleBytes.protocol2().text("file:///").op('Q').read(), "no storage");
        assertRefused(
                () -> PickleBytes.protocol2()
                        .op('(')
                        .text("module")
                        .op('N', 'N', 'N', 'N', 't', 'Q')
                        .read(),
                "no storage");
    }

    @Test
    void namesInMessagesAreShortAndHarmless() {
        assertThatThrownBy(() -> PickleBytes.protocol2()
                        .global("x\u001b[31m", "y".repeat(10_000))
                        .read())
                .satisfies(refusal ->
                        assertThat(refusal.getMessage()).hasSizeLessThan(300).doesNotContain("\u001b"));
    }

    @Property(tries = 3000)
    void arbitraryBytesGiveAValueOrARefusal(@ForAll @Size(max = 60) byte[] content) {
        try {
            TensorUnpickler.read(new ByteArrayInputStream(content));
        } catch (RlpipsException refusal) {
            assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_WEIGHTS);
        }
    }

    private static void assertRefused(ThrowingCallable reading, String message) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(
                        RlpipsException.class,
                        refusal -> assertThat(refusal.category()).isEqualTo(FailureCategory.INVALID_WEIGHTS))
                .hasMessageContaining(message);
    }
}
