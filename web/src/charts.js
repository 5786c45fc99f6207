// SPDX-License-Identifier: Apache-2.0
// The parts of Apache ECharts that the report uses; what is not named here is not in the bundle.
import { init, use } from "echarts/core";
import { BarChart, CustomChart, LineChart, ScatterChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent } from "echarts/components";
import { CanvasRenderer } from "echarts/renderers";

use([
  BarChart, CustomChart, LineChart, ScatterChart,
  GridComponent, LegendComponent, TooltipComponent,
  CanvasRenderer,
]);

export { init };
