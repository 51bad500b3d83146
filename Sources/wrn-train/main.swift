import ToolSupport

WRNTrain.runTool()
