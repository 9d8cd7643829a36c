package io.rlpips.training.agreement;

import io.rlpips.metric.failure.FailureCategory;
import io.rlpips.metric.failure.RlpipsException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** Bars beside each other, a colour a metric, from 0 to 100 percent. */
final class ScoreChart {
    private ScoreChart() {}

    /** @param series a value a category, by metric; at least one */
    static byte[] png(String title, String axis, List<String> categories, Map<String, List<Double>> series) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(1200)
                .height(500)
                .title(title)
                .yAxisTitle(axis)
                .build();
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(100.0).setLegendPosition(LegendPosition.OutsideE);
        series.forEach((metric, values) -> chart.addSeries(metric, categories, values));
        ByteArrayOutputStream picture = new ByteArrayOutputStream();
        try {
            BitmapEncoder.saveBitmap(chart, picture, BitmapFormat.PNG);
        } catch (IOException failure) {
            throw new RlpipsException(FailureCategory.INTERNAL, "cannot draw the scores: " + failure, failure);
        }
        return picture.toByteArray();
    }
}
