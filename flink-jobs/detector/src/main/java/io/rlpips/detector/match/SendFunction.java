package io.rlpips.detector.match;

import java.util.OptionalLong;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.metrics.Counter;

/** Makes of a query what is sent to every shard: its number where all shards are in this process, else the query. */
public final class SendFunction extends RichMapFunction<Query, SentQuery> {
    private static final long serialVersionUID = 1L;

    private transient LocalExchange.Sender exchange;
    private transient Counter held;
    private transient Counter whole;

    @Override
    public void open(OpenContext context) {
        exchange = LocalExchange.sender(getRuntimeContext());
        held = getRuntimeContext().getMetricGroup().counter("queriesHeld");
        whole = getRuntimeContext().getMetricGroup().counter("queriesSentWhole");
    }

    @Override
    public SentQuery map(Query query) {
        OptionalLong number = exchange.offer(query);
        if (number.isPresent()) {
            held.inc();
            return SentQuery.held(number.getAsLong());
        }
        whole.inc();
        return SentQuery.whole(query);
    }

    @Override
    public void close() {
        if (exchange != null) {
            exchange.close();
        }
    }
}
