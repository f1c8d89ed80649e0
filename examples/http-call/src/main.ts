import { createShop } from './shop.ts';

const PORT = 4700;

createShop((line) => console.log(line)).listen(PORT, '127.0.0.1', () => {
  console.log(`the shop is open at http://127.0.0.1:${PORT}`);
});
