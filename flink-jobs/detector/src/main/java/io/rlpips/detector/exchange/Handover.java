package io.rlpips.detector.exchange;

import java.io.Serializable;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.util.function.SerializableFunction;

/**
 * How records of one kind come from the tasks that make them to those that need them: as the objects they are where all
 * of the latter run in the same process ({@link LocalExchange}), else through Flink's network stack as everything does.
 *
 * @param name of no other one in the job
 * @param toAll whether every task that needs such records gets each of them, or one does
 * @param encoded makes the form in which a record is sent
 * @param decoded makes the record again
 * @param <T> of the records
 * @param <W> of the form in which they are sent
 */
public record Handover<T, W>(
        String name, boolean toAll, SerializableFunction<T, W> encoded, SerializableFunction<W, T> decoded)
        implements Serializable {
    /** @return for a task that makes records, which closes it */
    Sender<T, W> sender(RuntimeContext task) {
        return new Sender<>(this, LocalExchange.sender(task, name));
    }

    /** @return for a task that needs them, which closes it */
    public Receiver<T, W> receiver(RuntimeContext task) {
        return new Receiver<>(this, LocalExchange.receiver(task, name));
    }
}
