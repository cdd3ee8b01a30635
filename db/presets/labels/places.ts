import { label, type LabelText } from './label.ts';

/** Regions and zones by their codes in customers' files and price lists; others are told as they were written. */
export const REGION_LABELS: Readonly<Record<string, LabelText>> = {
  shanghai: label('上海市', 'Shanghai'),
  jiangsu: label('江苏省', 'Jiangsu'),
  zhejiang: label('浙江省', 'Zhejiang'),
  guangdong: label('广东省', 'Guangdong'),
  fujian: label('福建省', 'Fujian'),
  hongkong: label('香港', 'Hong Kong'),
  city: label('市区', 'City'),
  suburb: label('郊区', 'Suburb'),
  province: label('省内', 'Within the province'),
  remote: label('省外', 'Outside the province'),
};

/** Groups of faults that whoever classifies chooses from; others are told as they were written. */
export const FAULT_GROUP_LABELS: Readonly<Record<string, LabelText>> = {
  general: label('一般故障', 'General'),
  cooling: label('制冷与散热', 'Cooling'),
  display: label('显示', 'Display'),
  power: label('电源', 'Power'),
  electronics: label('电气电子', 'Electronics'),
  software: label('软件', 'Software'),
  mechanics: label('机械传动', 'Mechanics'),
  hinge: label('铰链与五金', 'Hinges and fittings'),
  surface: label('表面', 'Surface'),
  noise: label('异响', 'Noise'),
};
